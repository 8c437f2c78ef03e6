using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Cpu.Emitted;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed unsafe class Int8TileTests
{
    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int>();
            foreach (var rows in new[] { 1, 2, 3, 4, 5, 6, 7, 15, 16, 17, 40 })
            {
                shapes.Add(rows, 32, 3);
                shapes.Add(rows, 64, 2);
                shapes.Add(rows, 192, 3);
                shapes.Add(rows, 256, 1);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_tile_that_this_machine_has_gives_the_definitions_bits(int rows, int group, int groups)
    {
        var layout = new Int8Layout(group, IsTurned: group > 32);
        using var left = new QuantizedRows();
        left.Resize(rows, group * groups, layout);
        Bytes(rows * left.Stride, 1).CopyTo(new Span<byte>(left.Values, rows * left.Stride));
        for (var index = 0; index < rows * groups; index++)
            left.Units[index] = new() { Scale = 0.01f + MathF.Abs(MathF.Sin(index)), Correction = -128 * Enumerable.Range(0, group).Sum(input => left.Values[(index * group) + input]) };
        var panel = Bytes(groups * layout.GroupBytes, 2);
        for (var place = 0; place < groups * Int8Layout.Columns; place++)
            BitConverter.TryWriteBytes(panel.AsSpan((place / Int8Layout.Columns * layout.GroupBytes) + layout.WeightBytes + (place % Int8Layout.Columns * sizeof(float))), 0.001f * (1 + place)).Should().BeTrue();

        var expected = Enumerable.Range(0, rows * Int8Layout.Columns).Select(place => Definition(left, panel, place / Int8Layout.Columns, place % Int8Layout.Columns)).Select(BitConverter.SingleToInt32Bits).ToArray();
        foreach (var tile in Tiles())
        {
            var y = new float[rows * Int8Layout.Columns];
            fixed (byte* right = panel)
            {
                fixed (float* target = y)
                {
                    var call = Call(left, right, target);
                    tile.Multiply(rows, &call);
                    call.Next = right;
                    tile.Multiply(rows, &call);
                }
            }

            y.Select(BitConverter.SingleToInt32Bits).Should().Equal(expected, tile.Name);
        }
    }

    [Fact]
    public void The_best_tile_is_emitted_where_the_processor_has_the_instruction()
    {
        Int8Tile.Best.Name.Should().Be(
            !ExecutableMemory.IsSupported || !VectorNeuralNetworkInstructions.IsSupported ? Int8Tile.BestManaged.Name : AdvancedMatrixExtensions.IsSupported ? "AMX" : "AVX512-VNNI");
        Int8Tile.BestManaged.Should().NotBeOfType<EmittedTile>();
    }

    [Fact]
    public void A_tile_with_one_wrong_number_is_not_trusted()
    {
        TileCheck.IsRight(new PlainTile()).Should().BeTrue();
        TileCheck.IsRight(new SlipTile()).Should().BeFalse();
    }

    private static Int8TileCall Call(QuantizedRows rows, byte* panel, float* y) => new()
    {
        X = rows.Values,
        Stride = rows.Stride,
        Units = rows.Units,
        UnitStride = rows.Groups * sizeof(Int8Unit),
        Panel = panel,
        Groups = rows.Groups,
        Quads = rows.Layout.Group / Int8Layout.Quad,
        Y = y,
        ResultStride = Int8Layout.Columns * sizeof(float),
    };

    private static float Definition(QuantizedRows rows, byte[] panel, int row, int column)
    {
        var (result, layout) = (0f, rows.Layout);
        for (var group = 0; group < rows.Groups; group++)
        {
            var (sum, start) = (0, group * layout.GroupBytes);
            for (var input = 0; input < layout.Group; input++)
            {
                var weight = panel[start + (input / 4 * Int8Layout.QuadBytes) + (column * 4) + (input % 4)] - 128;
                sum += rows.Values[(row * rows.Stride) + (group * layout.Group) + input] * weight;
            }

            result = MathF.FusedMultiplyAdd(BitConverter.ToSingle(panel, start + layout.WeightBytes + (column * sizeof(float))) * rows.Units[(row * rows.Groups) + group].Scale, sum, result);
        }

        return result;
    }

    private static List<Int8Tile> Tiles()
    {
        var tiles = new List<Int8Tile> { new PlainTile() };
        if (EmittedTile.TryCreate() is { } emitted)
            tiles.Add(emitted);
        if (MatrixTile.TryCreate(new PlainTile()) is { } matrix)
            tiles.Add(matrix);
        if (AvxVnni.IsSupported)
            tiles.Add(new VnniTile());
        if (Avx2.IsSupported)
            tiles.Add(new WideningTile());
        if (Dp.IsSupported)
            tiles.Add(new DotProductTile());
        return tiles;
    }

    // Extremes often: saturation would show.
    private static byte[] Bytes(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(4) switch { 0 => (byte)0x7F, 1 => (byte)0x80, 2 => byte.MaxValue, _ => (byte)random.Next(256) })];
    }

    private sealed class SlipTile : Int8Tile
    {
        private readonly PlainTile _plain = new();

        public override string Name => "slip";

        public override void Multiply(int rows, Int8TileCall* call)
        {
            _plain.Multiply(rows, call);
            if (rows == 18)
                call->Y[(rows * Int8Layout.Columns) - 1] *= 1.0001f;
        }
    }
}

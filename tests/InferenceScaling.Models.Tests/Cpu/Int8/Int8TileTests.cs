using System.Runtime.Intrinsics;
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
            tiles.Add(new DotTile256<VnniDots>());
        if (Avx2.IsSupported && Fma.IsSupported)
            tiles.Add(new WideningTile());
        if (Dp.IsSupported)
            tiles.Add(new DotTile128<ArmDots>());

        // Everything but the instruction itself runs on any machine.
        tiles.Add(new DotTile256<SpelledOut256>());
        tiles.Add(new DotTile128<SpelledOut128>());
        return tiles;
    }

    // Extremes often: saturation would show.
    private static byte[] Bytes(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(4) switch { 0 => (byte)0x7F, 1 => (byte)0x80, 2 => byte.MaxValue, _ => (byte)random.Next(256) })];
    }

    private readonly struct SpelledOut256 : IDotProduct<Vector256<int>, Vector256<byte>, Vector256<sbyte>>
    {
        public static string Name => "256 bits, spelled out";

        public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> weights, Vector256<sbyte> inputs) =>
            Vector256.Create(SpelledOut128.Add(sums.GetLower(), weights.GetLower().AsSByte(), inputs.GetLower(), 0xFF), SpelledOut128.Add(sums.GetUpper(), weights.GetUpper().AsSByte(), inputs.GetUpper(), 0xFF));
    }

    private readonly struct SpelledOut128 : IDotProduct<Vector128<int>, Vector128<sbyte>, Vector128<sbyte>>
    {
        public static string Name => "128 bits, spelled out";

        public static Vector128<int> Add(Vector128<int> sums, Vector128<sbyte> weights, Vector128<sbyte> inputs) => Add(sums, weights, inputs, -1);

        // A mask of 255 reads a weight as an unsigned byte.
        public static Vector128<int> Add(Vector128<int> sums, Vector128<sbyte> weights, Vector128<sbyte> inputs, int mask)
        {
            for (var index = 0; index < Vector128<sbyte>.Count; index++)
                sums = sums.WithElement(index / Int8Layout.Quad, sums[index / Int8Layout.Quad] + ((weights[index] & mask) * inputs[index]));
            return sums;
        }
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

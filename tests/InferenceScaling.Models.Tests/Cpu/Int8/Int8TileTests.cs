using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Cpu.Emitted;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed unsafe class Int8TileTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 18)]
    public void Every_tile_that_this_machine_has_gives_the_definitions_bits(int rows, int groups)
    {
        var x = Bytes(rows * groups * Int8Layout.Group, 1);
        var panel = Bytes(groups * Int8Layout.GroupBytes, 2);
        var scales = Enumerable.Range(0, rows * groups).Select(index => 0.01f + MathF.Abs(MathF.Sin(index))).ToArray();
        var corrections = Enumerable.Range(0, rows * groups).Select(group => -128 * Enumerable.Range(0, Int8Layout.Group).Sum(input => (sbyte)x[(group * Int8Layout.Group) + input])).ToArray();
        for (var group = 0; group < groups; group++)
        {
            for (var column = 0; column < Int8Layout.Columns; column++)
                BitConverter.TryWriteBytes(panel.AsSpan((group * Int8Layout.GroupBytes) + (column * sizeof(float))), 0.001f * (1 + column + group)).Should().BeTrue();
        }

        var expected = Enumerable.Range(0, rows * Int8Layout.Columns).Select(place => Definition(x, scales, panel, groups, place / Int8Layout.Columns, place % Int8Layout.Columns)).ToArray();
        foreach (var tile in Tiles())
        {
            var y = new float[rows * Int8Layout.Columns];
            fixed (byte* left = x, right = panel)
            {
                fixed (float* scale = scales, target = y)
                {
                    fixed (int* correction = corrections)
                    {
                        var call = new Int8TileCall { X = (sbyte*)left, Stride = groups * Int8Layout.Group, Scales = scale, Corrections = correction, GroupStride = groups * sizeof(float), Panel = right, Groups = groups, Y = target, ResultStride = Int8Layout.Columns * sizeof(float) };
                        tile.Multiply(rows, &call);
                    }
                }
            }

            y.Select(BitConverter.SingleToInt32Bits).Should().Equal(expected.Select(BitConverter.SingleToInt32Bits), tile.Name);
        }
    }

    [Fact]
    public void The_best_tile_is_emitted_where_the_processor_has_the_instruction()
    {
        Int8Tile.Best.Name.Should().Be(ExecutableMemory.IsSupported && VectorNeuralNetworkInstructions.IsSupported ? "AVX512-VNNI" : Int8Tile.BestManaged.Name);
        Int8Tile.BestManaged.Should().NotBeOfType<EmittedTile>();
    }

    [Fact]
    public void A_tile_with_one_wrong_number_is_not_trusted()
    {
        TileCheck.IsRight(new PlainTile()).Should().BeTrue();
        TileCheck.IsRight(new SlipTile()).Should().BeFalse();
    }

    private static float Definition(byte[] x, float[] scales, byte[] panel, int groups, int row, int column)
    {
        var result = 0f;
        for (var group = 0; group < groups; group++)
        {
            var sum = 0;
            for (var input = 0; input < Int8Layout.Group; input++)
            {
                var weight = panel[(group * Int8Layout.GroupBytes) + Int8Layout.ScaleBytes + (input / 4 * Int8Layout.QuadBytes) + (column * 4) + (input % 4)] - 128;
                sum += (sbyte)x[(((row * groups) + group) * Int8Layout.Group) + input] * weight;
            }

            result = MathF.FusedMultiplyAdd(BitConverter.ToSingle(panel, (group * Int8Layout.GroupBytes) + (column * sizeof(float))) * scales[(row * groups) + group], sum, result);
        }

        return result;
    }

    private static List<Int8Tile> Tiles()
    {
        var tiles = new List<Int8Tile> { new PlainTile() };
        if (EmittedTile.TryCreate() is { } emitted)
            tiles.Add(emitted);
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
            if (rows == MostRows)
                call->Y[(rows * Int8Layout.Columns) - 1] *= 1.0001f;
        }
    }
}

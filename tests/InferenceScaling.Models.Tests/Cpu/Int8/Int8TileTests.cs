using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Cpu.Emitted;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed unsafe class Int8TileTests
{
    private const int Columns = WeightMatrix.PanelWidth;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 16)]
    [InlineData(4, 33)]
    [InlineData(5, 144)]
    [InlineData(6, 384)]
    public void Every_tile_that_this_machine_has_gives_the_definitions_sums(int rows, int quads)
    {
        foreach (var tile in Tiles())
        {
            var x = Bytes(rows * quads * 4, 1);
            var panel = Bytes(quads * 4 * Columns, 2);
            var sums = new int[rows * Columns];
            var correction = new int[Columns];
            for (var column = 0; column < Columns; column++)
                correction[column] = -128 * Enumerable.Range(0, quads * 4).Sum(input => Weight(panel, input, column));
            fixed (byte* left = x, right = panel)
            {
                fixed (int* offsets = correction, target = sums)
                {
                    var call = new Int8TileCall { X = left, Stride = quads * 4, Panel = (sbyte*)right, Correction = offsets, Sums = target, Quads = quads };
                    tile.Multiply(rows, &call);
                }
            }

            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < Columns; column++)
                    sums[(row * Columns) + column].Should().Be(Enumerable.Range(0, quads * 4).Sum(input => (x[(row * quads * 4) + input] - 128) * Weight(panel, input, column)), tile.Name);
            }
        }
    }

    [Fact]
    public void The_best_tile_is_emitted_where_the_processor_has_the_instruction()
    {
        Int8Tile.Best.Name.Should().Be(ExecutableMemory.IsSupported && VectorNeuralNetworkInstructions.IsSupported ? "AVX512-VNNI" : Int8Tile.BestManaged.Name);
        Int8Tile.BestManaged.Should().NotBeOfType<EmittedTile>();
    }

    [Fact]
    public void A_tile_with_one_wrong_sum_is_not_trusted()
    {
        TileCheck.IsRight(new PlainTile()).Should().BeTrue();
        TileCheck.IsRight(new SlipTile()).Should().BeFalse();
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

    private static int Weight(byte[] panel, int input, int column) => (sbyte)panel[(((input / 4 * Columns) + column) * 4) + (input % 4)];

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
                call->Sums[(rows * Columns) - 1]++;
        }
    }
}

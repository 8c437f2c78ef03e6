namespace InferenceScaling.Models.Cpu;

/// <summary>A product with a matrix in panels, shared out by panels and blocks of rows.</summary>
internal sealed unsafe class CpuLinear(PanelMatrix matrix, CpuKernels kernels) : CpuLinearLayer(kernels.Pool)
{
    private const int TileRows = 6;

    // Bounds the rows whose panel stays in the second-level cache.
    private const int MostRows = 8 * TileRows;

    // Below this many multiply-adds, waking a helper costs more than it saves.
    private const long WorthSharing = 100_000;

    private readonly Product _product = new(matrix, kernels);

    public override long Bytes => matrix.Bytes;

    protected override int Outputs => matrix.Outputs;

    public override void Apply(Activations input, Activations output)
    {
        _product.Set(input, output);
        kernels.Run(_product, _product.Pieces, (long)input.Rows * matrix.Inputs * matrix.Outputs >= WorthSharing);
    }

    private sealed class Product(PanelMatrix matrix, CpuKernels kernels) : ParallelWork
    {
        private float* _x;
        private float* _y;
        private RowBlocks _blocks;

        public int Pieces => _blocks.Count * matrix.PanelCount;

        public void Set(Activations input, Activations output)
        {
            _x = input.Pointer;
            _y = output.Pointer;
            _blocks = RowBlocks.Cut(input.Rows, MostRows, TileRows, matrix.PanelCount, kernels.ThreadCount);
        }

        public override void Do(int piece, int worker)
        {
            var (block, panel) = Math.DivRem(piece, matrix.PanelCount);
            var (first, rows) = _blocks[block];
            matrix.Multiply(panel, _x + ((long)first * matrix.Inputs), rows, _y + ((long)first * matrix.Outputs));
        }
    }
}

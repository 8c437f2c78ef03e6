namespace InferenceScaling.Models.Cpu;

/// <summary>A product with a matrix in panels, shared out by panels and blocks of rows.</summary>
internal sealed unsafe class CpuLinear(PanelMatrix matrix, CpuKernels kernels) : CpuLinearLayer(kernels.Pool)
{
    // A multiple of the tile's six rows; bounds the rows whose panel stays in the second-level cache.
    private const int RowBlock = 48;

    // Below this many multiply-adds, waking a helper costs more than it saves.
    private const long WorthSharing = 100_000;

    private readonly Product _product = new(matrix, kernels.Scratch);

    public override long Bytes => matrix.Bytes;

    protected override int Outputs => matrix.Outputs;

    public override void Apply(Activations input, Activations output)
    {
        var blocks = (input.Rows + RowBlock - 1) / RowBlock;
        kernels.Scratch.Resize(matrix.ScratchLength(Math.Min(input.Rows, RowBlock)));
        _product.Set(input, output);
        kernels.Run(_product, blocks * matrix.PanelCount, (long)input.Rows * matrix.Inputs * matrix.Outputs >= WorthSharing);
    }

    private sealed class Product(PanelMatrix matrix, PanelScratch scratch) : ParallelWork
    {
        private float* _x;
        private float* _y;
        private int _rows;

        public void Set(Activations input, Activations output)
        {
            _x = input.Pointer;
            _y = output.Pointer;
            _rows = input.Rows;
        }

        public override void Do(int piece, int worker)
        {
            var (block, panel) = Math.DivRem(piece, matrix.PanelCount);
            var row = block * RowBlock;
            matrix.Multiply(panel, _x + ((long)row * matrix.Inputs), Math.Min(RowBlock, _rows - row), _y + ((long)row * matrix.Outputs), scratch.Of(worker));
        }
    }
}

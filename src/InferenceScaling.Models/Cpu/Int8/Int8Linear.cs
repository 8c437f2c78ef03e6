namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A product with an 8-bit matrix: rounds the rows, then shares the product out by panels and blocks of rows.</summary>
internal sealed unsafe class Int8Linear(Int8Matrix matrix, CpuKernels kernels) : CpuLinearLayer(kernels.Pool)
{
    // Below this many multiply-adds, waking a helper costs more than it saves.
    private const long WorthSharing = 400_000;

    private readonly Quantization _quantization = new(matrix, kernels.Quantized);
    private readonly Product _product = new(matrix, kernels.Quantized, kernels.ThreadCount);

    public override long Bytes => matrix.Bytes;

    protected override int Outputs => matrix.Outputs;

    public override void Apply(Activations input, Activations output)
    {
        kernels.Quantized.Resize(input.Rows, matrix.Inputs, matrix.Layout);
        _quantization.Input = input.Pointer;
        kernels.Run(_quantization, input.Rows, (long)input.Rows * matrix.Inputs >= WorthSharing / 8);
        _product.Set(output);
        kernels.Run(_product, _product.Blocks * matrix.PanelCount, (long)input.Rows * matrix.Inputs * matrix.Outputs >= WorthSharing);
    }

    private sealed class Quantization(Int8Matrix matrix, QuantizedRows rows) : ParallelWork
    {
        public float* Input { get; set; }

        public override void Do(int piece, int worker) => rows.Set(piece, Input + ((long)piece * matrix.Inputs));
    }

    private sealed class Product(Int8Matrix matrix, QuantizedRows rows, int threads) : ParallelWork
    {
        private float* _y;
        private int _rows;

        public int Blocks => (_rows + Int8Matrix.MostRows - 1) / Int8Matrix.MostRows;

        public void Set(Activations output)
        {
            _y = output.Pointer;
            _rows = output.Rows;
        }

        public override void Do(int piece, int worker)
        {
            var (block, panel) = Math.DivRem(piece, matrix.PanelCount);
            matrix.Multiply(panel, rows, block * Int8Matrix.MostRows, Math.Min(Int8Matrix.MostRows, _rows - (block * Int8Matrix.MostRows)), _y, threads);
        }
    }
}

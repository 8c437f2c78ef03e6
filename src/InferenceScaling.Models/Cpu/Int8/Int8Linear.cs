namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A product with an 8-bit matrix: rounds the rows, normed or activated on the way, then shares the product out by panels and blocks of rows.</summary>
internal sealed unsafe class Int8Linear(Int8Matrix matrix, CpuKernels kernels) : CpuLinearLayer(kernels.Pool)
{
    // Below this many multiply-adds, waking a helper costs more than it saves.
    private const long WorthSharing = 400_000;

    private readonly Quantization _quantization = new(matrix, kernels);
    private readonly Product _product = new(matrix, kernels.Quantized, kernels.ThreadCount);

    public override long Bytes => matrix.Bytes;

    protected override int Outputs => matrix.Outputs;

    public override void Apply(Activations input, Activations output) => Apply(null, input, output);

    /// <summary>A product with rows that a function is applied to as they are rounded.</summary>
    public Activations Apply(IRowFunction before, Activations input)
    {
        var output = kernels.Pool.Rent(input.Rows, matrix.Outputs);
        Apply(before, input, output);
        return output;
    }

    private void Apply(IRowFunction? before, Activations input, Activations output)
    {
        kernels.Quantized.Resize(input.Rows, matrix.Inputs, matrix.Layout);
        if (before is not null)
            kernels.Scratch.Resize(matrix.Inputs);
        _quantization.Set(before, input);
        kernels.Run(_quantization, input.Rows, (long)input.Rows * matrix.Inputs >= WorthSharing / 8);
        _product.Set(output);
        kernels.Run(_product, _product.Blocks * matrix.PanelCount, (long)input.Rows * matrix.Inputs * matrix.Outputs >= WorthSharing);
    }

    private sealed class Quantization(Int8Matrix matrix, CpuKernels kernels) : ParallelWork
    {
        private IRowFunction? _before;
        private Activations? _input;

        public void Set(IRowFunction? before, Activations input) => (_before, _input) = (before, input);

        public override void Do(int piece, int worker)
        {
            var row = _input!.Row(piece);
            if (_before is not null)
            {
                var result = kernels.Scratch.Of(worker);
                _before.Apply(row, result, matrix.Inputs);
                row = result;
            }

            kernels.Quantized.Set(piece, row);
        }
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

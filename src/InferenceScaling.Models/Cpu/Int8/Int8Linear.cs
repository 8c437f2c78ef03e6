namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A product with an 8-bit matrix: rounds the rows, normed or activated on the way, then shares the product out by panels and blocks of rows.</summary>
internal sealed unsafe class Int8Linear(Int8Matrix matrix, CpuKernels kernels) : CpuLinearLayer(kernels.Pool)
{
    // Below so many multiply-adds, or numbers to round, waking a helper costs more than it saves.
    private const long WorthSharing = 400_000;
    private const long WorthRoundingTogether = 8_000;

    private readonly Quantization _quantization = new(matrix, kernels);
    private readonly Product _product = new(matrix, kernels);

    public override long Bytes => matrix.Bytes;

    protected override int Outputs => matrix.Outputs;

    public override void Apply(Activations input, Activations output)
    {
        Quantize(null, input);
        _product.Set(output);
        Multiply(input.Rows);
    }

    /// <summary>A product with rows that a function is applied to as they are rounded.</summary>
    public Activations Apply(IRowFunction before, Activations input)
    {
        var output = kernels.Pool.Rent(input.Rows, matrix.Outputs);
        Quantize(before, input);
        _product.Set(output);
        Multiply(input.Rows);
        return output;
    }

    /// <summary>Adds a product, times a factor, to other rows: where it is computed, while it is in the first-level cache.</summary>
    public void AddTo(Activations target, IRowFunction? before, Activations input, float scale)
    {
        Quantize(before, input);
        kernels.Scratch.Resize(Int8Matrix.MostRows * WeightMatrix.PanelWidth);
        _product.Set(target, scale);
        Multiply(input.Rows);
    }

    private void Quantize(IRowFunction? before, Activations input)
    {
        kernels.Quantized.Resize(input.Rows, matrix.Inputs, matrix.Layout);
        if (before is not null)
            kernels.Scratch.Resize(matrix.Inputs);
        _quantization.Set(before, input);
        kernels.Run(_quantization, input.Rows, (long)input.Rows * matrix.Inputs >= WorthRoundingTogether);
    }

    private void Multiply(int rows) => kernels.Run(_product, _product.Pieces, (long)rows * matrix.Inputs * matrix.Outputs >= WorthSharing);

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

    private sealed class Product(Int8Matrix matrix, CpuKernels kernels) : ParallelWork
    {
        private float* _target;
        private float _scale;
        private bool _adds;
        private RowBlocks _blocks;

        public int Pieces => _blocks.Count * matrix.PanelCount;

        public void Set(Activations output)
        {
            _target = output.Pointer;
            _adds = false;
            _blocks = RowBlocks.Cut(output.Rows, Int8Matrix.MostRows, Int8Matrix.TileRows, matrix.PanelCount, kernels.ThreadCount);
        }

        public void Set(Activations target, float scale)
        {
            Set(target);
            (_scale, _adds) = (scale, true);
        }

        public override void Do(int piece, int worker)
        {
            var (block, panel) = Math.DivRem(piece, matrix.PanelCount);
            var (first, rows) = _blocks[block];
            var column = panel * WeightMatrix.PanelWidth;
            var target = _target + ((long)first * matrix.Outputs) + column;
            if (!_adds)
            {
                matrix.Multiply(panel, kernels.Quantized, first, rows, target, matrix.Outputs);
                return;
            }

            var results = kernels.Scratch.Of(worker);
            matrix.Multiply(panel, kernels.Quantized, first, rows, results, WeightMatrix.PanelWidth);
            var columns = Math.Min(WeightMatrix.PanelWidth, matrix.Outputs - column);
            for (var row = 0; row < rows; row++, results += WeightMatrix.PanelWidth, target += matrix.Outputs)
                RowArithmetic.Add(target, results, columns, _scale);
        }
    }
}

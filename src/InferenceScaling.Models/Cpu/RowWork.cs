namespace InferenceScaling.Models.Cpu;

/// <summary>Row by row work from one buffer to another.</summary>
internal sealed unsafe class RowWork(IRowFunction function) : ParallelWork
{
    private Activations? _input;
    private Activations? _output;

    public void Set(Activations input, Activations output) => (_input, _output) = (input, output);

    public override void Do(int piece, int worker) => function.Apply(_input!.Row(piece), _output!.Row(piece), _output.Width);
}

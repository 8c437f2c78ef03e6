using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>A matrix as GPTQ's tools store it: <c>qweight</c> [in · bits / 32, out] packed along inputs, <c>qzeros</c> [groups, out · bits / 32] packed along outputs, <c>scales</c> [groups, out], <c>g_idx</c> [in].</summary>
internal sealed class GptqMatrix : IntegerMatrix
{
    /// <summary>Last names of the tensors.</summary>
    public static readonly string[] PartNames = ["qweight", "qzeros", "scales", "g_idx"];

    private readonly GptqSettings _settings;
    private readonly TensorEntry _codes;
    private readonly TensorEntry _scales;
    private readonly TensorEntry _zeros;
    private readonly TensorEntry? _order;

    private GptqMatrix(MatrixParts parts, GptqSettings settings, TensorEntry codes, int outputs, int inputs)
        : base(parts, settings.Format, outputs, inputs)
    {
        (_settings, _codes) = (settings, codes);
        _scales = parts.RequireFloats("scales");
        parts.CheckShape(_scales, Groups, outputs);
        _zeros = parts.Require("qzeros", TensorType.I32);
        parts.CheckShape(_zeros, Groups, outputs / PackedWords.PerWord(Bits));
        _order = settings.IsOrdered || parts.Find("g_idx") is not null ? parts.Require("g_idx", TensorType.I32, TensorType.I64) : null;
        if (_order is not null)
            parts.CheckShape(_order, inputs);
    }

    public override bool IsOutputMajor => true;

    private int Bits => Format.Bits;

    /// <summary>Finds the parts and checks their types and shapes.</summary>
    /// <exception cref="CheckpointFormatException">A part is missing, or does not fit the others.</exception>
    public static GptqMatrix Open(MatrixParts parts, GptqSettings settings)
    {
        var codes = parts.Require("qweight", TensorType.I32);
        var (words, outputs) = parts.Sizes(codes);
        var perWord = PackedWords.PerWord(settings.Format.Bits);
        if (outputs % perWord != 0 || words > int.MaxValue / perWord)
            throw parts.Fault(CheckpointDefect.ShapeMismatch, $"'{codes.Name}' is [{words}, {outputs}]; expected a multiple of {perWord} outputs, whose zero points fill words.");
        return new(parts, settings, codes, outputs, words * perWord);
    }

    protected override void ReadCodes(int firstRow, int rows, Span<byte> codes)
    {
        var (perWord, words) = (PackedWords.PerWord(Bits), new uint[rows]);
        for (var line = 0; line < Inputs / perWord; line++)
        {
            Parts.ReadWords(_codes, ((long)line * Outputs) + firstRow, words);
            for (var row = 0; row < rows; row++)
            {
                var word = words[row];
                var target = codes.Slice((row * Inputs) + (line * perWord), perWord);
                for (var place = 0; place < perWord; place++)
                    target[place] = PackedWords.Code(word, place, Bits);
            }
        }
    }

    protected override float[] ReadScales(int firstRow, int rows)
    {
        var (scales, line) = (new float[rows * Groups], new float[rows]);
        for (var group = 0; group < Groups; group++)
        {
            Parts.ReadFloats(_scales, ((long)group * Outputs) + firstRow, line);
            for (var row = 0; row < rows; row++)
                scales[(row * Groups) + group] = line[row];
        }

        // A symmetric format has no place for zero points: those of the file must say nothing.
        if (Format.IsSymmetric && Array.FindIndex(ReadZeros(firstRow, rows), zero => zero != Format.MiddleCode) is var other and >= 0)
            throw Parts.Fault(CheckpointDefect.Config, $"'{_zeros.Name}' moves the zero of output {firstRow + (other / Groups)} away from {Format.MiddleCode}, and 'quantization_config.sym' is true. Write false there.");
        return scales;
    }

    protected override int[] ReadZeros(int firstRow, int rows)
    {
        var perWord = PackedWords.PerWord(Bits);
        var (firstWord, shift) = Math.DivRem(firstRow, perWord);
        var words = new uint[PackedWords.Count(shift + rows, Bits)];
        var zeros = new int[rows * Groups];
        for (var group = 0; group < Groups; group++)
        {
            Parts.ReadWords(_zeros, ((long)group * (Outputs / perWord)) + firstWord, words);
            for (var row = 0; row < rows; row++)
            {
                var (word, place) = Math.DivRem(shift + row, perWord);
                var stored = PackedWords.Code(words[word], place, Bits);
                zeros[(row * Groups) + group] = _settings.StoresZerosLessOne ? (stored + 1) & Format.LargestCode : stored;
            }
        }

        return zeros;
    }

    protected override int[] ReadOrder()
    {
        if (_order is null || Format.GroupSize == 0)
            return [];
        var order = Parts.ReadIntegers(_order, 0, Inputs);
        for (var input = 0; input < Inputs; input++)
        {
            if (order[input] != input / Format.GroupSize)
                return order;
        }

        return [];
    }
}

using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Tests.Checkpoints;

public class QuantizedMatrixTests
{
    [Fact]
    public void A_weight_is_its_code_less_the_zero_times_the_scale_of_its_group()
    {
        var matrix = new QuantizedMatrix(new(4, 2, IsSymmetric: false), 1, 4, [0, 8, 11, 15], [0.5f, 0.25f], [7, 10]);
        var row = new float[4];
        matrix.Dequantize(0, row);
        row.Should().Equal(-3.5f, 0.5f, 0.25f, 1.25f);
    }

    [Fact]
    public void Inputs_can_be_dealt_to_groups_in_any_order()
    {
        var matrix = new QuantizedMatrix(new(4, 2), 1, 4, [9, 9, 9, 9], [1, 10], groupOf: [1, 0, 0, 1]);
        var row = new float[4];
        matrix.Dequantize(0, row);
        row.Should().Equal(10, 1, 1, 10);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused_by_name()
    {
        FluentActions.Invoking(() => new QuantizedMatrix(new(4), 1, 2, [1, 16], [1])).Should().Throw<ArgumentException>().WithMessage("*16*at most 15*");
        FluentActions.Invoking(() => new QuantizedMatrix(new(4, 2), 1, 4, [1, 1, 1, 1], [1])).Should().Throw<ArgumentException>().WithMessage("*1 scales*2*").WithParameterName("scales");
        FluentActions.Invoking(() => new QuantizedMatrix(new(4, IsSymmetric: false), 1, 2, [1, 1], [1], [int.MinValue])).Should().Throw<ArgumentException>().WithMessage("*zero point*-2147483648*").WithParameterName("zeros");
        FluentActions.Invoking(() => new QuantizedMatrix(new(4, 1), 1, 2, [1, 1], [1, 1], groupOf: [0, 2])).Should().Throw<ArgumentException>().WithMessage("*group 2*there are 2*").WithParameterName("groupOf");
        FluentActions.Invoking(() => new QuantizedMatrix(new(4), 1, 2, [1, 1], [1]).Dequantize(1, new float[2])).Should().Throw<ArgumentOutOfRangeException>();
    }
}

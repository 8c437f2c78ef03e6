using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using InferenceScaling.Models.Cpu.Int8;

namespace InferenceScaling.Models.Tests.Cpu.Int8;

public sealed unsafe class BlockRotationTests
{
    private static readonly Gen<(float[] Left, float[] Right)> Groups = Gen.Int[1, 4].SelectMany(blocks => Gen.Select(Numbers(blocks), Numbers(blocks)));

    [Fact]
    public void Products_of_turned_numbers_are_those_of_the_numbers() => Groups.Sample(group =>
    {
        var (left, right) = group;
        var product = Product(left, right);
        Product(Turn(left), Turn(right)).Should().BeApproximately(product, 1e-5 * Math.Sqrt(Product(left, left) * Product(right, right)));
    });

    [Fact]
    public void Turning_back_gives_the_numbers() => Groups.Sample(group =>
    {
        var back = Turn(group.Left);
        fixed (float* numbers = back)
            BlockRotation.TurnBack(numbers, back.Length);
        for (var index = 0; index < back.Length; index++)
            back[index].Should().BeApproximately(group.Left[index], 1e-4f);
    });

    [Fact]
    public void It_is_Hadamards_matrix_after_some_signs()
    {
        // Row k of Sylvester's matrix has the sign of the parity of k AND input; each input may have its own sign before.
        for (var input = 0; input < BlockRotation.Size; input++)
        {
            var block = new float[BlockRotation.Size];
            block[input] = 1;
            var turned = Turn(block);
            turned.Should().Equal(Enumerable.Range(0, BlockRotation.Size).Select(output => (BitOperations.PopCount((uint)(output & input)) % 2 == 0 ? 1 : -1) * turned[0]));
            MathF.Abs(turned[0]).Should().Be(0.125f);
        }
    }

    [Theory]
    [InlineData(1, 12.5f)]
    [InlineData(2, 8.9f)]
    [InlineData(3, 8.4f)]
    [InlineData(4, 6.3f)]
    public void An_outlier_of_a_hundred_is_spread_over_its_group(int blocks, float most)
    {
        for (var place = 17; place < blocks * BlockRotation.Size; place += BlockRotation.Size)
        {
            var outlier = new float[blocks * BlockRotation.Size];
            outlier[place] = 100;
            Turn(outlier).Max(MathF.Abs).Should().BeInRange(most - 0.1f, most);
        }
    }

    [Fact]
    public void A_constant_is_not_gathered() =>
        Turn([.. Enumerable.Repeat(1f, BlockRotation.Size)]).Max(MathF.Abs).Should().BeLessThan(4, "without signs all of it would stand in one number, 8");

    [SkippableFact]
    public void Wide_and_narrow_vectors_give_the_same_bits()
    {
        Skip.IfNot(Avx512F.IsSupported, "This processor has no 512-bit vectors.");
        Numbers(1).Sample(block =>
        {
            var (wide, narrow) = (new float[block.Length], new float[block.Length]);
            fixed (float* source = block, one = wide, other = narrow)
            {
                BlockRotation.TransformWidely(source, one, BlockRotation.Signs, BlockRotation.Ones);
                BlockRotation.TransformNarrowly(source, other, BlockRotation.Signs, BlockRotation.Ones);
            }

            wide.Should().Equal(narrow);
        });
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Turning_finds_the_largest_magnitude_on_the_way_and_changes_no_bit(int blocks)
    {
        Skip.IfNot(Avx512F.IsSupported, "This processor has no 512-bit vectors.");
        Numbers(blocks).Sample(group =>
        {
            var turned = new float[group.Length];
            fixed (float* source = group, target = turned)
            {
                var largest = BlockRotation.TurnWidely(source, group.Length, target);
                turned.Should().Equal(Turn(group));
                Enumerable.Range(0, Vector512<int>.Count).Max(lane => largest[lane]).Should().Be(BitConverter.SingleToInt32Bits(turned.Max(MathF.Abs)));
            }
        });
    }

    private static Gen<float[]> Numbers(int blocks) => Gen.Float[-100, 100].Array[blocks * BlockRotation.Size];

    private static float[] Turn(float[] block)
    {
        var turned = new float[block.Length];
        fixed (float* source = block, target = turned)
            BlockRotation.Turn(source, block.Length, target);
        return turned;
    }

    private static double Product(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();
}

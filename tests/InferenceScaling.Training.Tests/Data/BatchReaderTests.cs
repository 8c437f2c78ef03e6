using CsCheck;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Training.Tests.Data;

public sealed class BatchReaderTests
{
    private static readonly Gen<(BatchSettings Settings, ulong Seed)> Cases =
        Gen.Select(Gen.Int[8, 200], Gen.Int[1, 6], Gen.Bool, Gen.ULong).Select((tokens, pool, packing, seed) =>
            (new BatchSettings { TokensPerBatch = tokens, BatchesPerPool = pool, Packing = packing, LongestSequence = 40, Seed = seed }, seed));

    [Fact]
    public void Every_text_is_read_once_and_none_twice() => Cases.Sample(test =>
    {
        var reader = new BatchReader(new Texts(test.Seed), test.Settings, 20);
        var read = Enumerable.Range(0, 20).SelectMany(step => Firsts(reader.Read(step))).ToArray();

        // The pool under way may hold more; what has been read has no repeats and no text from beyond the pool.
        return read.Distinct().Count() == read.Length && read.All(index => index < reader.Next);
    });

    [Fact]
    public void Batches_keep_to_their_tokens_unless_one_text_is_longer() => Cases.Sample(test =>
    {
        var reader = new BatchReader(new Texts(test.Seed), test.Settings, 20);
        return Enumerable.Range(0, 20).Select(step => reader.Read(step)).All(batch =>
            batch.Rows == 1 || batch.Rows * batch.Length <= Math.Max(test.Settings.TokensPerBatch, test.Settings.Packing ? 40 : 0));
    });

    [Fact]
    public void A_reader_that_resumes_reads_on_where_the_other_stopped() => Gen.Select(Cases, Gen.Int[0, 19]).Sample((test, stop) =>
    {
        var reader = new BatchReader(new Texts(test.Seed), test.Settings, 20);
        for (var step = 0; step < stop; step++)
            reader.Read(step);
        var resumed = new BatchReader(new Texts(test.Seed), test.Settings, 20);
        resumed.Resume(reader.PoolStart, reader.PoolStep, stop);
        return Enumerable.Range(stop, 20 - stop).All(step => reader.Read(step).Tokens.SequenceEqual(resumed.Read(step).Tokens));
    });

    [Fact]
    public void Earlier_tokens_never_come_from_the_text_before()
    {
        var batch = TrainingBatch.Of([[new([1, 2, 3], [-1, -1, 9]), new([4, 5], [-1, 9])]]);
        batch.IsPacked.Should().BeTrue();
        batch.Positions.Should().Equal(0, 1, 2, 0, 1);
        batch.Earlier(1).Should().Equal(0, 1, 2, 0, 4);
        batch.Earlier(2).Should().Equal(0, 0, 1, 0, 0);
        batch.TargetRows.Should().Equal(2, 4);
        batch.IsSameSequence(0, 2, 3).Should().BeFalse();
    }

    [Fact]
    public void A_text_that_is_too_long_is_named()
    {
        var reader = new BatchReader(new ListSource("long", [new([.. new int[41]], [.. new int[41]])], 1), new() { LongestSequence = 40 }, 1);
        var act = () => reader.Read(0);
        act.Should().Throw<InvalidDataException>().WithMessage("*Text 0 of long*41*40*LongestSequence*");
    }

    [Fact]
    public void Targets_that_do_not_match_their_tokens_are_named()
    {
        var reader = new BatchReader(new ListSource("odd", [new([1, 2], [3])], 1), new(), 1);
        var act = () => reader.Read(0);
        act.Should().Throw<InvalidDataException>().WithMessage("*2 tokens and 1 targets*");
    }

    // A text's first token is its number, so that a batch says what it holds.
    private static IEnumerable<long> Firsts(TrainingBatch batch) => Enumerable.Range(0, batch.Tokens.Length).Where(place => batch.Positions[place] == 0 && batch.Tokens[place] > 0).Select(place => batch.Tokens[place] - 1);

    private sealed class Texts(ulong seed) : ITrainingSource
    {
        public string Identity => "numbered";

        public TrainingSequence Read(long index, double progress)
        {
            var length = 1 + new SplitMix(seed, index).Below(40);
            return new([(int)index + 1, .. Enumerable.Repeat(0, length - 1)], [.. Enumerable.Repeat(0, length)]);
        }
    }
}

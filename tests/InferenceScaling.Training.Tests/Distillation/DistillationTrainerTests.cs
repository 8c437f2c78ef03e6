using System.Collections.Immutable;
using System.Text.Json;
using InferenceScaling.Training.Child;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Distillation;

namespace InferenceScaling.Training.Tests.Distillation;

public sealed class DistillationTrainerTests : IClassFixture<TinyTeacher>, IDisposable
{
    private static readonly DistillationOptions OnPolicy = new() { OnPolicyShare = 0.6, PolicyEvery = 3, Continuations = new() { MaxTokens = 3 } };

    private readonly TrainableDecoder _teacher;
    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    public DistillationTrainerTests(TinyTeacher teacher) => _teacher = teacher.Decoder;

    private string Checkpoint => Path.Combine(_folder, "run.checkpoint");

    public static TheoryData<DistillationOptions> Ways =>
    [
        new DistillationOptions(),
        new DistillationOptions { Loss = new() { Temperature = 2, CrossEntropyShare = 0.3 } },
        new DistillationOptions { Loss = new() { Divergence = DivergenceKind.ReverseKl } },
        new DistillationOptions { Loss = new() { Divergence = DivergenceKind.JensenShannon, Beta = 0.5 } },
        new DistillationOptions { Loss = new() { Divergence = DivergenceKind.JensenShannon, Beta = 0 }, OnPolicyShare = 0.5, Continuations = new() { MaxTokens = 3 } },
        new DistillationOptions { Loss = new() { CrossEntropyShare = 0.1 }, OnPolicyShare = 1, PolicyEvery = 4, Continuations = new() { MaxTokens = 3 } },
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_student_of_half_the_size_comes_close_to_its_teacher_who_stays_as_it_was(DistillationOptions way)
    {
        var before = TinyTask.Weights(_teacher);
        using var student = Student();
        var start = Scores(student);
        await new DistillationTrainer(_teacher, student, new TinyTask(), TinyTask.Options(300), way).TrainAsync();
        var end = Scores(student);
        start.ForwardKl.Should().BeGreaterThan(1);
        end.ForwardKl.Should().BeLessThan(0.15);
        end.TopAgreement.Should().BeGreaterThan(0.95);
        TinyTask.Weights(_teacher).Should().Equal(before);
    }

    [Theory]
    [InlineData(DivergenceKind.ReverseKl, 0)]
    [InlineData(DivergenceKind.JensenShannon, 0.9)]
    public async Task A_student_that_knows_something_comes_closer_by_what_it_writes_itself(DivergenceKind divergence, double beta)
    {
        // From nothing, divergences that seek a mode find none: the student's own texts teach it little before it has begun to learn.
        using var student = Student();
        await new ModelTrainer(student, new TinyTask(), TinyTask.Options(60)).TrainAsync();
        var start = Scores(student);
        var way = new DistillationOptions { Loss = new() { Divergence = divergence, Beta = beta }, OnPolicyShare = 1, PolicyEvery = 4, Continuations = new() { MaxTokens = 3 } };
        await new DistillationTrainer(_teacher, student, new TinyTask(), TinyTask.Options(150), way).TrainAsync();
        var end = Scores(student);
        end.ReverseKl.Should().BeLessThan(start.ReverseKl / 4);
        end.ForwardKl.Should().BeLessThan(start.ForwardKl / 2);
    }

    [Fact]
    public async Task A_student_that_only_hears_targets_learns_as_without_a_teacher()
    {
        using var taught = Student();
        using var alone = Student();
        await new DistillationTrainer(_teacher, taught, new TinyTask(), TinyTask.Options(5), new() { Loss = new() { CrossEntropyShare = 1 } }).TrainAsync();
        await new ModelTrainer(alone, new TinyTask(), TinyTask.Options(5)).TrainAsync();
        TinyTask.Weights(taught).Zip(TinyTask.Weights(alone), (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-4f);
    }

    [Fact]
    public async Task The_divergence_counts_at_targets_only()
    {
        // Targets say where, not what: without cross-entropy their values do not matter.
        using var one = Student();
        using var other = Student();
        ImmutableArray<TrainingSequence> texts = [new([1, 2, 3, 7, 3, 2, 1], [-1, -1, -1, 3, 2, 1, -1])];
        ImmutableArray<TrainingSequence> wrong = [new([1, 2, 3, 7, 3, 2, 1], [-1, -1, -1, 5, 5, 5, -1])];
        ImmutableArray<TrainingSequence> more = [new([1, 2, 3, 7, 3, 2, 1], [-1, 0, -1, 3, 2, 1, -1])];
        await new DistillationTrainer(_teacher, one, new ListSource("right", texts, 1), TinyTask.Options(3)).TrainAsync();
        await new DistillationTrainer(_teacher, other, new ListSource("wrong", wrong, 1), TinyTask.Options(3)).TrainAsync();
        TinyTask.Weights(other).Should().Equal(TinyTask.Weights(one));
        using var third = Student();
        await new DistillationTrainer(_teacher, third, new ListSource("more", more, 1), TinyTask.Options(3)).TrainAsync();
        TinyTask.Weights(third).Should().NotEqual(TinyTask.Weights(one));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(14)]
    [InlineData(23)]
    public async Task A_distillation_that_broke_off_ends_with_the_weights_of_an_undisturbed_one(int brokenAt)
    {
        using var undisturbed = Student();
        await new DistillationTrainer(_teacher, undisturbed, new TinyTask(), TinyTask.Options(24), OnPolicy).TrainAsync();

        // Checkpoints lie between two moments at which the student's newest weights begin to write.
        var options = TinyTask.Options(24) with { CheckpointPath = Checkpoint, CheckpointEvery = 5, ReportEvery = 1 };
        using var broken = Student();
        var act = () => new DistillationTrainer(_teacher, broken, new TinyTask(), options, OnPolicy).TrainAsync(new Collect(report => { if (report.Step == brokenAt) throw new IOException("power cut"); }));
        await act.Should().ThrowAsync<IOException>();
        using var resumed = Student(seed: 1234);
        await new DistillationTrainer(_teacher, resumed, new TinyTask(), options, OnPolicy).TrainAsync();
        TinyTask.Weights(resumed).Should().Equal(TinyTask.Weights(undisturbed));
    }

    [Fact]
    public async Task Cancelling_writes_a_checkpoint_even_while_the_student_writes()
    {
        using var undisturbed = Student();
        await new DistillationTrainer(_teacher, undisturbed, new TinyTask(), TinyTask.Options(20), OnPolicy).TrainAsync();
        using var cancel = new CancellationTokenSource();
        var options = TinyTask.Options(20) with { CheckpointPath = Checkpoint, CheckpointEvery = 1_000, ReportEvery = 1 };
        var steps = new List<long>();
        using var first = Student();
        var cancelling = OnPolicy with { Continuations = OnPolicy.Continuations with { Backend = new CancellingBackend(cancel, runs: 20) } };
        var act = () => new DistillationTrainer(_teacher, first, new TinyTask(), options, cancelling).TrainAsync(new Collect(report => steps.Add(report.Step)), cancel.Token);
        await act.Should().ThrowAsync<OperationCanceledException>();
        File.Exists(Checkpoint).Should().BeTrue();
        steps.Count.Should().BeInRange(1, 19);

        using var second = Student(seed: 77);
        var resumed = new List<long>();
        await new DistillationTrainer(_teacher, second, new TinyTask(), options, OnPolicy).TrainAsync(new Collect(report => resumed.Add(report.Step)));
        resumed[0].Should().Be(steps.Count + 1);
        TinyTask.Weights(second).Should().Equal(TinyTask.Weights(undisturbed));
    }

    [Fact]
    public async Task A_student_writes_no_more_than_its_teacher_can_read()
    {
        using var settings = JsonDocument.Parse("""{ "model_type": "gpt2", "vocab_size": 8, "n_embd": 8, "n_layer": 1, "n_head": 2, "n_positions": 9 }""");
        using var teacher = TrainableDecoder.Create(settings.RootElement, 2);
        using var student = Student();
        var options = new DistillationOptions { OnPolicyShare = 1, Continuations = new() { MaxTokens = 100 } };
        var tokens = 0L;
        await new DistillationTrainer(teacher, student, new ListSource("one", [TrainingSequence.After([1, 2, 3, 4], promptLength: 2)], 1), TinyTask.Options(1) with { Batches = new() { TokensPerBatch = 4, BatchesPerPool = 1 } }, options)
            .TrainAsync(new Collect(report => tokens = report.Tokens));
        tokens.Should().Be(9);
    }

    [Fact]
    public async Task The_checkpoint_of_another_teacher_or_loss_is_refused()
    {
        var options = TinyTask.Options(2) with { CheckpointPath = Checkpoint };
        using var student = Student();
        await new DistillationTrainer(_teacher, student, new TinyTask(), options).TrainAsync();
        using var stranger = TinyTask.Model(seed: 5);
        foreach (var trainer in new[]
        {
            new DistillationTrainer(stranger, student, new TinyTask(), options),
            new DistillationTrainer(_teacher, student, new TinyTask(), options, new() { Loss = new() { Temperature = 2 } }),
            new DistillationTrainer(_teacher, student, new TinyTask(), options, OnPolicy),
        })
            (await FluentActions.Awaiting(() => trainer.TrainAsync()).Should().ThrowAsync<InvalidDataException>()).WithMessage("*another training*teacher*");
    }

    [Fact]
    public void What_cannot_be_taught_is_refused()
    {
        using var other = Create(12, 16, 3);
        using var student = Student();
        Refused<ArgumentException>(() => New(_teacher, _teacher), "*same decoder*Copy*");
        Refused<ArgumentException>(() => New(_teacher, other), "*8 outputs*12*same vocabulary*");
        Refused<ArgumentOutOfRangeException>(() => New(_teacher, student, new() { OnPolicyShare = 1.5 }), "*OnPolicyShare is 1.5*0 to 1*");
        Refused<ArgumentOutOfRangeException>(() => New(_teacher, student, new() { PolicyEvery = 0 }), "*PolicyEvery*");
        Refused<ArgumentOutOfRangeException>(() => New(_teacher, student, new() { Continuations = new() { Sampling = new() { Temperature = -1 } } }), "*Temperature is -1*");
    }

    [Fact]
    public async Task Texts_the_teacher_wrote_and_answers_a_search_chose_can_be_learnt_without_it()
    {
        ImmutableArray<int>[] prompts = [.. Enumerable.Range(0, 300).Select(index => new TinyTask().Read(index, 0).Tokens[..4])];
        var written = await SampledTexts.DrawAsync(_teacher, prompts, new() { MaxTokens = 3 });
        using var student = Student();
        await new ModelTrainer(student, new ListSource("written", written, 1), TinyTask.Options(120)).TrainAsync();
        Scores(student).TopAgreement.Should().BeGreaterThan(0.9);

        using var searcher = Student();
        var solved = prompts.Select(prompt => new SolvedRequest(prompt, [prompt[2], prompt[1], prompt[0]])).ToArray();
        await new ModelTrainer(searcher, new SearchSource("reversals", solved, 1), TinyTask.Options(120)).TrainAsync();
        Scores(searcher).TopAgreement.Should().BeGreaterThan(0.9);
    }

    [Fact]
    public void Scores_want_texts_with_targets_and_one_vocabulary()
    {
        using var other = Create(12, 16, 3);
        Refused<ArgumentException>(() => DistillationScores.Of(_teacher, other, Texts()), "*same vocabulary*");
        Refused<ArgumentException>(() => DistillationScores.Of(_teacher, _teacher, [new([1], [-1])]), "*None of the texts*");
        DistillationScores.Of(_teacher, _teacher, Texts()).Should().Be(new DistillationScores(0, 0, 0, 1));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static DistillationTrainer New(TrainableDecoder teacher, TrainableDecoder student, DistillationOptions? options = null) => new(teacher, student, new TinyTask(), TinyTask.Options(), options);

    private static void Refused<T>(Action act, string message)
        where T : Exception => act.Should().Throw<T>().WithMessage(message);

    private static TrainableDecoder Student(ulong seed = 11) => Create(8, 16, seed);

    private static TrainableDecoder Create(int vocabulary, int width, ulong seed)
    {
        using var settings = JsonDocument.Parse($$"""
            { "model_type": "llama", "vocab_size": {{vocabulary}}, "hidden_size": {{width}}, "intermediate_size": {{2 * width}}, "num_hidden_layers": 2, "num_attention_heads": 2,
              "head_dim": 8, "max_position_embeddings": 16, "rms_norm_eps": 1e-5 }
            """);
        return TrainableDecoder.Create(settings.RootElement, seed, new() { OrthonormalEmbeddings = true });
    }

    private static TrainingSequence[] Texts() => [.. Enumerable.Range(5_000, 100).Select(index => new TinyTask().Read(index, 0))];

    private DistillationScores Scores(TrainableDecoder student) => DistillationScores.Of(_teacher, student, Texts());

    private sealed class Collect(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}

using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Cascade;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Stopping;
using InferenceScaling.Testing;
using InferenceScaling.Tests.Search;
using InferenceScaling.Verification;
using Microsoft.Extensions.Time.Testing;

namespace InferenceScaling.Tests.Durability;

public class ResumptionTests
{
    public static TheoryData<string> Names => [.. StrategyCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cut_after_any_entry_a_request_goes_on_with_the_same_result_and_pays_the_rest_only(string name)
    {
        foreach (var hasBudget in (bool[])[false, true])
        {
            var (undisturbed, _, calls) = await RunAsync(name, journal: null, hasBudget);
            var whole = new MemoryJournal();
            await RunAsync(name, whole, hasBudget);
            for (var kept = 0; kept <= whole.Entries.Count; kept++)
            {
                var (result, recovered, paid) = await RunAsync(name, new MemoryJournal(whole.Entries.Take(kept)), hasBudget);

                result.Should().Be(undisturbed, $"{kept} of {whole.Entries.Count} entries were kept");
                paid.Should().Be(calls - whole.Entries.Take(kept).Count(entry => entry.Kind is JournalEntryKind.Step or JournalEntryKind.Scores));
                (recovered.GeneratorCalls + recovered.VerifierCalls).Should().Be(calls - paid);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cancelled_at_any_call_a_request_goes_on_with_the_undisturbed_answer(string name)
    {
        var (undisturbed, _, calls) = await RunAsync(name, journal: null, hasBudget: false);
        for (var last = 1; last <= calls; last += 3)
        {
            var journal = new MemoryJournal();
            using var cancel = new CancellationTokenSource();
            var made = 0;
            Task Stop() => Interlocked.Increment(ref made) == last ? cancel.CancelAsync() : Task.CompletedTask;
            var generator = new ScriptedGenerator(StrategyCatalogue.Steps) { BeforeStep = (_, _, _) => Stop() };
            var other = new ScriptedGenerator(StrategyCatalogue.Steps) { BeforeStep = (_, _, _) => Stop() };
            var verifier = new ScriptedVerifier(StrategyCatalogue.Perfect) { BeforeScore = (_, _) => Stop() };
            await Record.ExceptionAsync(() => StrategyCatalogue.Use(name, generator, other).WithVerifier(verifier).UseJournal(journal).Build().ReasonAsync("q", cancel.Token));

            var (result, recovered, paid) = await RunAsync(name, journal, hasBudget: false);

            result.Should().Be(undisturbed, $"it was cancelled at call {last} of {calls}");
            (recovered.GeneratorCalls + recovered.VerifierCalls + paid).Should().Be(calls);
            (generator.LivePaths + other.LivePaths).Should().Be(0);
        }
    }

    [Fact]
    public async Task A_request_that_ran_out_of_time_goes_on_with_more()
    {
        var journal = new MemoryJournal();
        var time = new FakeTimeProvider();
        var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal % 2}"))
        {
            BeforeStep = async (_, ordinal, cancellationToken) =>
            {
                if (ordinal < 3)
                    return;
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
        };
        var cut = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 5).WithTimeProvider(time).UseJournal(journal).Build()
            .ReasonAsync(new() { Prompt = "q", Budget = Budget.Unlimited.Within(TimeSpan.FromSeconds(1)) });
        cut.Finish.Should().Be(ReasoningFinish.TimeExpired);
        cut.Usage.GeneratorCalls.Should().BeGreaterThanOrEqualTo(3);
        (await journal.ListRequestsAsync()).Should().ContainSingle().Which.HasEnded.Should().BeFalse();

        var result = await Reasoner.For(new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal % 2}"))).UseSelfConsistency(o => o.Samples = 5).UseJournal(journal).Build().ReasonAsync("q");

        result.Recovered.GeneratorCalls.Should().Be(3);
        result.Usage.GeneratorCalls.Should().Be(5);
        result.Candidates.Should().HaveCount(5);
        (await journal.ListRequestsAsync()).Should().ContainSingle().Which.HasEnded.Should().BeTrue();
    }

    [Fact]
    public async Task A_budget_counts_what_earlier_runs_paid_and_may_be_raised()
    {
        var journal = new MemoryJournal();
        Task<ReasoningResult> RunAsync(ScriptedGenerator generator, int calls) => Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 9).UseJournal(journal).WithBudget(b => b.Calls(calls)).Build().ReasonAsync("q");
        await RunAsync(ScriptedGenerator.FromAnswers("4"), 3);
        var (same, more) = (ScriptedGenerator.FromAnswers("4"), ScriptedGenerator.FromAnswers("4"));

        var again = await RunAsync(same, 3);
        var raised = await RunAsync(more, 5);

        (same.Calls, again.Usage.GeneratorCalls, again.Finish).Should().Be((0, 3, ReasoningFinish.BudgetExhausted));
        (more.Calls, raised.Usage.GeneratorCalls, raised.Recovered.GeneratorCalls).Should().Be((2, 5, 3));
    }

    [Fact]
    public async Task A_failed_call_is_made_again_and_not_journaled()
    {
        var journal = new MemoryJournal();
        var isFlaky = true;
        var generator = new ScriptedGenerator((_, ordinal) => ScriptedStep.End($"Answer: {ordinal}"))
        {
            BeforeStep = (_, ordinal, _) => ordinal == 1 && isFlaky ? throw new InvalidOperationException("the line was busy") : Task.CompletedTask,
        };
        var reasoner = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).UseJournal(journal).Build();
        (await reasoner.ReasonAsync("q")).Failures.Should().Equal("the line was busy");
        isFlaky = false;

        var result = await reasoner.ReasonAsync("q");

        result.Failures.Should().BeEmpty();
        result.Candidates.Should().HaveCount(3);
        result.Recovered.GeneratorCalls.Should().Be(2);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_ends_the_request()
    {
        var appended = 0;
        var journal = new MemoryJournal { BeforeAppend = (_, _) => ++appended > 3 ? throw new JournalException("the disk is full") : Task.CompletedTask };
        var generator = ScriptedGenerator.FromAnswers("4");

        await FluentActions.Awaiting(() => Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 9).UseJournal(journal).Build().ReasonAsync("q")).Should().ThrowAsync<JournalException>().WithMessage("the disk is full");

        generator.LivePaths.Should().Be(0);
        journal.Entries.Should().HaveCount(3);
    }

    [Fact]
    public async Task The_same_id_with_another_prompt_seed_or_setting_is_refused_by_name()
    {
        var journal = new MemoryJournal();
        Task<ReasoningResult> RunAsync(string prompt = "q", ulong seed = 1, int samples = 3, double temperature = 1, IStepGenerator? generator = null) =>
            Reasoner.For(generator ?? ScriptedGenerator.FromAnswers("4")).UseSelfConsistency(o => o.Samples = samples).WithSampling(s => s with { Temperature = temperature }).UseJournal(journal).Build()
                .ReasonAsync(new() { Prompt = prompt, Seed = seed, Id = "order 7" });
        await RunAsync();

        await RunAsync();
        await FluentActions.Awaiting(() => RunAsync(prompt: "r")).Should().ThrowAsync<JournalConflictException>().WithMessage("Request 'order 7' was begun with Prompt = 'q', and is now run with 'r'*another Id*");
        await FluentActions.Awaiting(() => RunAsync(seed: 2)).Should().ThrowAsync<JournalConflictException>().WithMessage("*Seed = '1'*'2'*");
        await FluentActions.Awaiting(() => RunAsync(samples: 4)).Should().ThrowAsync<JournalConflictException>().WithMessage("*SelfConsistencyOptions.Samples = '3'*'4'*");
        await FluentActions.Awaiting(() => RunAsync(temperature: 0.5)).Should().ThrowAsync<JournalConflictException>().WithMessage("*Steps.Sampling.Temperature = '1'*'0.5'*");
        await FluentActions.Awaiting(() => RunAsync(generator: new Named("other weights"))).Should().ThrowAsync<JournalConflictException>().WithMessage("*Generator = *'other weights'*");
        journal.Entries.Should().HaveCount(5, "nothing was paid for");
    }

    [Theory]
    [InlineData("")]
    [InlineData("257")]
    public async Task An_id_that_is_no_name_is_refused(string id)
    {
        var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("4")).UseSelfConsistency().UseJournal(new MemoryJournal()).Build();

        await FluentActions.Awaiting(() => reasoner.ReasonAsync(new() { Prompt = "q", Id = id.Length == 0 ? id : new('a', 257) })).Should().ThrowAsync<ArgumentException>().WithMessage("*1 to 256 characters*");
    }

    [Fact]
    public void Verifiers_with_other_settings_have_other_identities()
    {
        IVerifier[] verifiers =
        [
            new ConfidenceVerifier(), new ConfidenceVerifier(ConfidenceMeasure.MinimumProbability), new ConfidenceVerifier(groupSize: 3), new ArithmeticVerifier(), new ArithmeticVerifier(0.5),
            new RuleVerifier(_ => StepVerdict.Right), new RuleVerifier(_ => StepVerdict.Right) { Identity = "units, version 2" },
            new EnsembleVerifier(EnsembleRule.Mean, new ArithmeticVerifier(), new ConfidenceVerifier()), new EnsembleVerifier(EnsembleRule.Minimum, new ArithmeticVerifier(), new ConfidenceVerifier()),
            new CalibratedVerifier(new ArithmeticVerifier(), new PlattCalibration(1, 0)), new CalibratedVerifier(new ArithmeticVerifier(), new PlattCalibration(1, 0.5)),
            new SelfEvaluationVerifier(new Named("a")), new SelfEvaluationVerifier(new Named("b")), new SelfEvaluationVerifier(new Named("b"), new() { Samples = 2 }), new SelfEvaluationVerifier(new Named("b"), new() { MaxTokens = 9 }),
        ];

        verifiers.Select(verifier => verifier.Identity).Should().OnlyHaveUniqueItems();
        new CachedVerifier(verifiers[3]).Identity.Should().Be(verifiers[3].Identity, "a cache changes no verdict");
    }

    [Fact]
    public async Task Without_an_id_a_changed_request_is_another_one()
    {
        var journal = new MemoryJournal();
        var generator = ScriptedGenerator.FromAnswers("4");
        Task<ReasoningResult> RunAsync(ulong seed, double temperature) => Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).WithSampling(s => s with { Temperature = temperature }).UseJournal(journal).Build()
            .ReasonAsync(new() { Prompt = "q", Seed = seed });

        await RunAsync(0, 1);
        await RunAsync(1, 1);
        await RunAsync(0, 0.5);
        await RunAsync(0, 1);

        generator.Calls.Should().Be(9);
        (await journal.ListRequestsAsync()).Select(request => (request.Request.Seed, request.Steps, request.HasEnded)).Should().Equal((0, 3, true), (1, 3, true), (0, 3, true));
    }

    [Fact]
    public async Task Two_runs_of_one_request_at_a_time_pay_once()
    {
        var journal = new MemoryJournal();
        var generator = new ScriptedGenerator((_, _) => ScriptedStep.End("Answer: 4")) { BeforeStep = async (_, _, _) => await Task.Yield() };
        var reasoner = Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 8).UseJournal(journal).Build();

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => reasoner.ReasonAsync("q"))));

        generator.Calls.Should().Be(8);
        results.Select(result => result.Recovered.GeneratorCalls).Order().Should().Equal(0, 8, 8, 8, 8);
    }

    [Fact]
    public async Task Waiting_for_another_run_of_the_request_can_be_cancelled()
    {
        var journal = new MemoryJournal();
        var hold = new TaskCompletionSource();
        var reasoner = Reasoner.For(new ScriptedGenerator((_, _) => ScriptedStep.End("Answer: 4")) { BeforeStep = (_, _, _) => hold.Task }).UseSelfConsistency(o => o.Samples = 2).UseJournal(journal).Build();
        var first = reasoner.ReasonAsync("q");
        using var cancel = new CancellationTokenSource();
        var second = reasoner.ReasonAsync("q", cancel.Token);
        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => second).Should().ThrowAsync<OperationCanceledException>();
        hold.SetResult();
        (await first).Answer.Should().Be("4");
    }

    [Fact]
    public async Task A_step_that_was_paid_when_the_caller_cancelled_is_kept()
    {
        using var cancel = new CancellationTokenSource();
        var journal = new MemoryJournal { BeforeAppend = async (entry, token) => await (entry.Kind == JournalEntryKind.Step ? cancel.CancelAsync() : Task.CompletedTask) };
        // Whoever writes the journal cancels, perhaps after all first steps were asked for; the second ones are not.
        // A call that finds the token cancelled writes nothing and costs nothing.
        var written = 0;
        var generator = new ScriptedGenerator((path, _) =>
        {
            Interlocked.Increment(ref written);
            return path.Depth == 0 ? ScriptedStep.Continue("so ") : ScriptedStep.End("Answer: 4");
        });

        await FluentActions.Awaiting(() => Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 9).UseJournal(journal).Build().ReasonAsync("q", cancel.Token)).Should().ThrowAsync<OperationCanceledException>();

        journal.Entries.Count(entry => entry.Kind == JournalEntryKind.Step).Should().Be(written).And.BePositive();
    }

    [Fact]
    public async Task What_probes_said_is_kept_so_that_the_steps_after_a_restart_are_as_long()
    {
        Task<ReasoningResult> RunAsync(IReasoningJournal journal)
        {
            var generator = new ScriptedGenerator((path, _) => path.Step is { Text: var text } && text.EndsWith("\\boxed{", StringComparison.Ordinal)
                ? ScriptedStep.End($"{path.Depth % 3}}} ") : new(string.Join(' ', Enumerable.Repeat("w", 100)), StepFinish.Delimiter));
            return Reasoner.For(new CertaintyProbingGenerator(generator)).UseSelfConsistency(o => o.Samples = 2).WithSteps(s => s with { MaxTokens = 84, Delimiters = [] }).WithPathLimits(l => l with { Steps = 5 })
                .UseJournal(journal).Build().ReasonAsync("q");
        }

        var whole = new MemoryJournal();
        var undisturbed = await RunAsync(whole);
        undisturbed.Trace.Should().HaveCount(10).And.AllSatisfy(node => node.Tokens.Should().Be(64 + 1));
        for (var kept = 0; kept <= whole.Entries.Count; kept++)
            (await RunAsync(new MemoryJournal(whole.Entries.Take(kept)))).Trace.Should().Equal(undisturbed.Trace, $"{kept} entries were kept");
    }

    [Fact]
    public async Task The_steps_of_several_generators_are_told_apart()
    {
        var journal = new MemoryJournal();
        var (small, large) = (new Named("small"), new Named("large"));
        await Reasoner.For(small).UseCascade(o => (o.Generators, o.Strategy, o.Confidence) = ([large], new SelfConsistencySearch(new() { Samples = 2 }), 1)).UseJournal(journal).Build().ReasonAsync("q");

        journal.Entries.Where(entry => entry.Kind == JournalEntryKind.Step).Select(entry => entry.Source).Should().Equal("small", "small", "large", "large");
    }

    [Fact]
    public async Task A_journal_comes_from_the_container_too()
    {
        var journal = new MemoryJournal();
        var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("4")).UseSelfConsistency(o => o.Samples = 2).UseJournal(_ => journal).Build();
        await reasoner.ReasonAsync("q");

        reasoner.GetService(typeof(IReasoningJournal)).Should().BeSameAs(journal);
        journal.Entries.Should().HaveCount(4);
    }

    private static async Task<(string Result, ReasoningUsage Recovered, int Paid)> RunAsync(string name, IReasoningJournal? journal, bool hasBudget)
    {
        var (generator, other, verifier) = (new ScriptedGenerator(StrategyCatalogue.Steps), new ScriptedGenerator(StrategyCatalogue.Steps), new ScriptedVerifier(StrategyCatalogue.Perfect));
        var builder = StrategyCatalogue.Use(name, generator, other).WithVerifier(verifier);
        if (hasBudget)
            builder.WithBudget(b => b.Tokens(60)).WithPathLimits(l => l with { Tokens = 16 });
        if (journal is not null)
            builder.UseJournal(journal);
        var result = await builder.Build().ReasonAsync("q");
        (generator.LivePaths + other.LivePaths).Should().Be(0);
        return ((result with { Usage = result.Usage with { Duration = default }, Recovered = default }).ToJson(), result.Recovered, generator.Calls + other.Calls + verifier.Calls);
    }

    private sealed class Named(string name) : IStepGenerator
    {
        public string Identity => name;

        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ReasoningStep { Text = $"Answer: {name} {ordinal}", Finish = StepFinish.EndOfText, Usage = new(Generated: 1) });

        public void Release(ReasoningPath path)
        {
        }
    }
}

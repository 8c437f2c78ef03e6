using System.Net;
using System.Text;
using System.Text.Json;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Testing;
using InferenceScaling.Verification;
using InferenceScaling.Verification.Remote;
using Microsoft.Extensions.Time.Testing;

namespace InferenceScaling.Tests.Verification.Remote;

public class RemoteVerifierTests
{
    private static readonly ReasoningPath Two = Path("one. ", "two. ");

    [Fact]
    public async Task All_steps_of_a_path_go_in_one_request_and_one_score_a_step_comes_back()
    {
        using var server = new VerifierServer("""{"scores": [0.9, 0.25], "feedback": [{"step": 1, "message": "2 is not 3"}], "usage": {"prompt_tokens": 57, "else": 1}, "id": "x"}""");
        using var client = new HttpClient();

        var scores = await new RemoteVerifier(client, new() { Endpoint = server.Address, Model = "prm" }).ScoreAsync(Two);

        scores.Values.Should().Equal(0.9, 0.25);
        scores.Feedback.Should().Equal(new StepFeedback(1, "2 is not 3"));
        scores.Usage.Verified.Should().Be(57);
        server.Requests.Should().ContainSingle().Which.Should().Be("""{"model":"prm","prompt":[{"role":"user","content":"q"}],"steps":["one. ","two. "]}""");
    }

    [Fact]
    public void A_budget_learns_what_a_call_may_read_and_under_which_name_it_is_priced()
    {
        using var client = new HttpClient();
        var endpoint = new Uri("http://rewards.example/score");
        var whole = new RemoteVerifier(client, new() { Endpoint = endpoint, Model = "prm" }).Costs;
        var stepwise = new RemoteVerifier(client, new() { Endpoint = endpoint, Format = RemoteScoreFormat.Classification() }).Costs;

        whole.Model.Should().Be("prm");
        stepwise.Model.Should().Be("rewards.example");
        var once = whole.MostTokens(Two, growth: 0)!.Value.Verified;
        once.Should().BeGreaterThan("one. two. ".Length);
        stepwise.MostTokens(Two, growth: 0)!.Value.Verified.Should().Be(2 * once, "the text down to each of the two steps is sent");
        stepwise.MostTokens(Two, growth: 5)!.Value.Verified.Should().Be(3 * (once + 5));
    }

    [Fact]
    public async Task The_classification_interface_is_asked_for_each_step_once()
    {
        using var server = new VerifierServer(request => Json("{\"object\":\"list\",\"data\":[" + string.Join(',', Inputs(request)
            .Select((text, index) => $$"""{"index":{{index}},"label":"LABEL_1","probs":[0.5,0.{{text.Length}}],"num_classes":2}""").Reverse()) + "],\"usage\":{\"prompt_tokens\":10}}"));
        using var client = new HttpClient();
        var verifier = new RemoteVerifier(client, new() { Endpoint = server.Address, Format = RemoteScoreFormat.Classification() });
        var three = Two.Extend(0, new() { Text = "three. ", Finish = StepFinish.EndOfText });

        (await verifier.ScoreAsync(Two)).Values.Should().Equal(0.8, 0.13);
        (await verifier.ScoreAsync(three)).Values.Should().Equal(0.8, 0.13, 0.20);
        (await verifier.ScoreAsync(three)).Usage.Should().Be(default(TokenUsage), "nothing was asked");

        server.Requests.Select(request => Inputs(request)).Should().BeEquivalentTo(new[] { new[] { "q\n\none. ", "q\n\none. two. " }, new[] { "q\n\none. two. three. " } }, options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task The_pooling_interface_gives_one_row_a_mark()
    {
        using var server = new VerifierServer("""{"object":"list","data":[{"index":0,"object":"pooling","data":[[0.1,0.9],[0.7,0.3]]}]}""");
        using var client = new HttpClient();
        var path = Path("one <extra_0> trick.\n\n", "two.");

        var scores = await new RemoteVerifier(client, new() { Endpoint = server.Address, Format = RemoteScoreFormat.Pooling(render: (prompt, steps) => $"<{prompt}>{steps}") }).ScoreAsync(path);

        scores.Values.Should().Equal(0.9, 0.3);
        Inputs(server.Requests.Single()).Should().Equal("<q>one  trick.<extra_0>two.<extra_0>");
    }

    [Theory]
    [InlineData(ScoreActivation.Sigmoid, 0.11920292202211755)]
    [InlineData(ScoreActivation.Softmax, 0.26894142136999512)]
    public async Task Rewards_without_bounds_become_scores(ScoreActivation activation, double expected)
    {
        using var server = new VerifierServer("""{"data":[{"data":[[-1,-2]]}]}""");
        using var client = new HttpClient();

        var scores = await new RemoteVerifier(client, new() { Endpoint = server.Address, Format = RemoteScoreFormat.Pooling(activation: activation) }).ScoreAsync(Path("one."));

        scores.Values.Single().Should().BeApproximately(expected, 1e-15);
    }

    [Theory]
    [InlineData("""{"scores": [0.5]}""", "*1 scores for 2 steps*")]
    [InlineData("""{"scores": [0.5, 0.5, 0.5]}""", "*3 scores for 2 steps*")]
    [InlineData("""{"scores": []}""", "*0 scores for 2 steps*")]
    [InlineData("""{"scores": [0.5, 1.5]}""", "*step 2 of 2 with 1.5*[0, 1]*")]
    [InlineData("""{"scores": [-0.1, 0.5]}""", "*step 1 of 2 with -0.1*")]
    [InlineData("""{"scores": [0.5, 1e999]}""", "*")]
    [InlineData("""{"scores": [0.5, NaN]}""", "*not the JSON*step list*")]
    [InlineData("""{"scores": [0.5, "NaN"]}""", "*not the JSON*")]
    [InlineData("""{"scores": [0.5, null]}""", "*not the JSON*")]
    [InlineData("""{"scores": null}""", "*not the JSON*")]
    [InlineData("""{"values": [0.5, 0.5]}""", "*not the JSON*")]
    [InlineData("""{"scores": [0.5, 0.5], "feedback": [{"step": 2, "message": "?"}]}""", "*step 2*2 steps*")]
    [InlineData("""{"scores": [0.5, 0.5], "feedback": [{"step": 0, "message": null}]}""", "*not the JSON*")]
    [InlineData("""{"scores": [0.5, 0.5], "feedback": [null]}""", "*not the JSON*")]
    [InlineData("""[0.5, 0.5]""", "*not the JSON*")]
    [InlineData("null", "*not the JSON*")]
    [InlineData("", "*not the JSON*")]
    [InlineData("<html>502</html>", "*not the JSON*")]
    [InlineData("""{"scores": [0.5, 0""", "*not the JSON*")]
    public async Task A_reply_that_is_not_one_score_a_step_is_refused(string reply, string message)
    {
        using var server = new VerifierServer(reply);
        using var client = new HttpClient();

        await new RemoteVerifier(client, new() { Endpoint = server.Address }).Awaiting(verifier => verifier.ScoreAsync(Two)).Should().ThrowAsync<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"probs":[0.5,0.5]},{"index":0,"probs":[0.5,0.5]}]}""")]
    [InlineData("""{"data":[{"index":1,"probs":[0.5,0.5]},{"index":2,"probs":[0.5,0.5]}]}""")]
    [InlineData("""{"data":[{"index":0,"probs":[0.5]},{"index":1,"probs":[0.5]}]}""")]
    [InlineData("""{"data":[{"index":0,"probs":[]},null]}""")]
    [InlineData("""{"data":[{"index":0,"probs":null},{"index":1,"probs":[0.5,0.5]}]}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"index":0,"probs":[0.5,2]},{"index":1,"probs":[0.5,0.5]}]}""")]
    public async Task A_classification_that_does_not_answer_every_text_once_is_refused(string reply)
    {
        using var server = new VerifierServer(reply);
        using var client = new HttpClient();

        await new RemoteVerifier(client, new() { Endpoint = server.Address, Format = RemoteScoreFormat.Classification() }).Awaiting(verifier => verifier.ScoreAsync(Two)).Should().ThrowAsync<InvalidDataException>();
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"data":[[0.5,0.5],[0.5,0.5]]},{"data":[[0.5,0.5]]}]}""")]
    [InlineData("""{"data":[{"data":[[0.5,0.5],null]}]}""")]
    [InlineData("""{"data":[{"data":"AAAA"}]}""")]
    [InlineData("""{"data":[null]}""")]
    public async Task A_pooling_that_does_not_answer_every_mark_once_is_refused(string reply)
    {
        using var server = new VerifierServer(reply);
        using var client = new HttpClient();

        await new RemoteVerifier(client, new() { Endpoint = server.Address, Format = RemoteScoreFormat.Pooling() }).Awaiting(verifier => verifier.ScoreAsync(Two)).Should().ThrowAsync<InvalidDataException>();
    }

    [Theory]
    [InlineData(1L << 40, false)]
    [InlineData(null, true)]
    public async Task A_reply_that_is_too_long_is_not_read(long? announced, bool endless)
    {
        using var server = new VerifierServer(_ => new() { Body = Encoding.ASCII.GetBytes(new string(' ', 5000)), Length = announced, IsEndless = endless, Stalls = !endless });
        using var client = new HttpClient();

        await new RemoteVerifier(client, new() { Endpoint = server.Address, MaxReplyBytes = 65536 }).Awaiting(verifier => verifier.ScoreAsync(Two))
            .Should().ThrowAsync<InvalidDataException>().WithMessage("*longer than 65*MaxReplyBytes*");
    }

    [Fact]
    public async Task A_status_that_is_no_success_says_what_the_server_says()
    {
        using var server = new VerifierServer(_ => new() { Status = 503, Body = Encoding.UTF8.GetBytes("model\r\nis loading" + new string('.', 100_000)) });
        using var client = new HttpClient();

        var failure = await new RemoteVerifier(client, new() { Endpoint = server.Address }).Awaiting(verifier => verifier.ScoreAsync(Two)).Should().ThrowAsync<HttpRequestException>().WithMessage("*503*model  is loading...*");

        failure.Which.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        failure.Which.Message.Length.Should().BeLessThan(500);
    }

    [Fact]
    public async Task A_reply_that_breaks_off_is_a_failed_request()
    {
        using var server = new VerifierServer(_ => new() { Body = Encoding.ASCII.GetBytes("{\"scores\""), Length = 100 });
        using var client = new HttpClient();

        await new RemoteVerifier(client, new() { Endpoint = server.Address }).Awaiting(verifier => verifier.ScoreAsync(Two)).Should().ThrowAsync<HttpRequestException>().WithMessage("*broke off*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_falls_silent_before_or_within_its_reply_is_given_up(bool atOnce)
    {
        using var server = new VerifierServer(_ => new() { Body = Encoding.ASCII.GetBytes("{"), Length = 100, IsSilent = atOnce, Stalls = !atOnce });
        using var client = new HttpClient();
        var time = new FakeTimeProvider();

        var asked = new RemoteVerifier(client, new() { Endpoint = server.Address, Timeout = TimeSpan.FromSeconds(5), TimeProvider = time }).ScoreAsync(Two);
        await server.Asked.Task;
        asked.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(6));

        await asked.Awaiting(task => task).Should().ThrowAsync<TimeoutException>().WithMessage("*00:00:05*");
    }

    [Fact]
    public async Task Cancelling_ends_a_call_at_once()
    {
        using var server = new VerifierServer(_ => new() { IsSilent = true });
        using var client = new HttpClient();
        using var cancel = new CancellationTokenSource();

        var asked = new RemoteVerifier(client, new() { Endpoint = server.Address }).ScoreAsync(Two, cancel.Token);
        await server.Asked.Task;
        await cancel.CancelAsync();

        await asked.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Retries_are_the_handlers_business()
    {
        var turn = 0;
        using var server = new VerifierServer(_ => Interlocked.Increment(ref turn) < 3 ? new() { Status = 429 } : Json("""{"scores": [1, 0]}"""));
        using var client = new HttpClient(new Retry(new SocketsHttpHandler()));

        (await new RemoteVerifier(client, new() { Endpoint = server.Address }).ScoreAsync(Two)).Values.Should().Equal(1, 0);
        server.Requests.Should().HaveCount(3);
        server.Requests.Distinct().Should().ContainSingle("a request can be sent again");
    }

    [Fact]
    public async Task A_search_goes_on_without_the_paths_whose_verdicts_failed()
    {
        using var server = new VerifierServer(request => request.Contains("41", StringComparison.Ordinal) ? Json("""{"scores": [0.4]}""") : request.Contains("42", StringComparison.Ordinal) ? Json("""{"scores": [7]}""") : Json("""{"scores": [0.3]}"""));
        using var client = new HttpClient { BaseAddress = server.Address };
        using var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("41", "42", "43")).WithVerifier(new RemoteVerifier(client, new() { Endpoint = new("score", UriKind.Relative) })).UseBestOfN(o => o.Samples = 3).Build();

        var result = await reasoner.ReasonAsync("q");

        result.Answer.Should().Be("41");
        result.Failures.Should().ContainSingle().Which.Should().Contain("with 7");
    }

    [Fact]
    public void Settings_that_cannot_work_are_refused_when_it_is_made()
    {
        using var client = new HttpClient();
        var make = (RemoteVerifierOptions options) => FluentActions.Invoking(() => new RemoteVerifier(client, options));

        make(new() { Endpoint = new("/score", UriKind.Relative) }).Should().Throw<ArgumentException>().WithMessage("*'/score'*BaseAddress*");
        make(new() { Endpoint = new("ftp://there/score") }).Should().Throw<ArgumentException>().WithMessage("*ftp*");
        make(new() { Endpoint = new("http://there/score"), Timeout = TimeSpan.Zero }).Should().Throw<ArgumentOutOfRangeException>();
        make(new() { Endpoint = new("http://there/score"), MaxReplyBytes = 0 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => RemoteScoreFormat.Classification(label: -1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => RemoteScoreFormat.Pooling(mark: "")).Should().Throw<ArgumentException>();
    }

    private static ReasoningPath Path(params string[] steps) =>
        steps.Aggregate(ReasoningPath.Root("q", 0), (path, text) => path.Extend(0, new() { Text = text, Finish = StepFinish.Delimiter }));

    private static VerifierServerAnswer Json(string body) => new() { Body = Encoding.UTF8.GetBytes(body) };

    private static string[] Inputs(string request)
    {
        using var document = JsonDocument.Parse(request);
        return [.. document.RootElement.GetProperty("input").EnumerateArray().Select(text => text.GetString()!)];
    }

    private sealed class Retry(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            while (await base.SendAsync(request, cancellationToken) is var response)
            {
                if (response.StatusCode != HttpStatusCode.TooManyRequests)
                    return response;
                response.Dispose();
            }

            throw new InvalidOperationException();
        }
    }
}

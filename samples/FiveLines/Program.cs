using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;

await using var model = LedgerModel.Load();
await using var verifier = LedgerVerifier.Load();
using var reasoner = Reasoner.For(model).WithVerifier(verifier).UseBestOfN(o => o.Samples = 16).Answering(AnswerDomain.Number).Build();
var result = await reasoner.ReasonAsync("Ben has 33 coins. Rosa has 2 times as many coins as Ben. How many coins does Rosa have?");
Console.WriteLine($"{result.Answer} with confidence {result.Confidence:P0}, for {result.Usage.Tokens.Generated} tokens");

// What inference-time compute buys, in a minute: the embedded model answers word problems in nine ways, from one greedy path to a tree search that
// its step verifier steers. Everything runs in this process; nothing is downloaded.
//   dotnet run -c Release --project samples/QuickStart
//   dotnet run -c Release --project samples/QuickStart -- ask "Ben has 3 coins. Rosa has 2 times as many coins as Ben. How many coins does Rosa have?"

using InferenceScaling.Ledger;
using QuickStart;

await using var model = LedgerModel.Load();
await using var verifier = LedgerVerifier.Load();
switch (args)
{
    case []:
        await Contest.RunAsync(model, verifier, TimeSpan.FromSeconds(40));
        return 0;
    case ["ask", .. { Length: > 0 } words]:
        return await Question.AskAsync(model, verifier, string.Join(' ', words));
    default:
        await Console.Error.WriteLineAsync("usage: QuickStart [ask \"a problem that ends in a question mark?\"]");
        return 2;
}

// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- --filter '*'
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- peers --help
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- check
using System.CommandLine;
using BenchmarkDotNet.Running;
using InferenceScaling.Benchmarks;
using InferenceScaling.Benchmarks.Peers;
using InferenceScaling.Benchmarks.Regression;

if (args is ["peers" or "check", ..])
    return await new RootCommand("Speed of the library.") { PeersCommand.Create(), CheckCommand.Create() }.Parse(args).InvokeAsync();
BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSettings).Assembly).Run(args, new BenchmarkSettings());
return 0;

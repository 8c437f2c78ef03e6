// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- --filter '*'
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- peers --help
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- check
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- quality
using System.CommandLine;
using BenchmarkDotNet.Running;
using InferenceScaling.Benchmarks;
using InferenceScaling.Benchmarks.Peers;
using InferenceScaling.Benchmarks.Quality;
using InferenceScaling.Benchmarks.Regression;

if (args is ["peers" or "check" or "quality", ..])
    return await new RootCommand("Speed and quality of the library.") { PeersCommand.Create(), CheckCommand.Create(), QualityCommand.Create() }.Parse(args).InvokeAsync();
BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSettings).Assembly).Run(args, new BenchmarkSettings());
return 0;

// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- --filter '*'
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- peers --help
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- check
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- quality
// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- soak
using System.CommandLine;
using BenchmarkDotNet.Running;
using InferenceScaling.Benchmarks;
using InferenceScaling.Benchmarks.Peers;
using InferenceScaling.Benchmarks.Quality;
using InferenceScaling.Benchmarks.Regression;
using InferenceScaling.Benchmarks.Soak;

if (args is ["peers" or "check" or "quality" or "soak", ..])
    return await new RootCommand("Speed, quality and endurance of the library.") { PeersCommand.Create(), CheckCommand.Create(), QualityCommand.Create(), SoakCommand.Create() }.Parse(args).InvokeAsync();
BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSettings).Assembly).Run(args, new BenchmarkSettings());
return 0;

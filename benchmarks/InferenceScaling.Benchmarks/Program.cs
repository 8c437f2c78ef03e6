// dotnet run -c Release --project benchmarks/InferenceScaling.Benchmarks -- --filter '*'
using BenchmarkDotNet.Running;
using InferenceScaling.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSettings).Assembly).Run(args, new BenchmarkSettings());

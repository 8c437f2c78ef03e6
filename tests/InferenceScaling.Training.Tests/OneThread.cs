using System.Runtime.CompilerServices;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;

namespace InferenceScaling.Training.Tests;

/// <summary>Sums depend on the number of threads, which libtorch keeps for each thread as it was when that first computed: it is set before any does.</summary>
internal static class OneThread
{
#pragma warning disable CA2255 // The tests are the application here.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Set()
    {
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(1);
    }
}

using InferenceScaling.TorchSharp.Native;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Tests.Native;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Libtorch_loads_and_computes()
    {
        TorchRuntime.EnsureLoaded();
        using var tensor = torch.tensor(new[] { 1f, 2f, 3f });
        using var total = tensor.sum(dim: 0);
        total.item<float>().Should().Be(6);
    }

    [SkippableFact]
    public void The_shipped_library_asks_for_the_version_that_is_relaxed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only the Linux library has symbol versions");
        var path = NativeSearchFolders.Find(NativeSearchFolders.All(), "libLibTorchSharp.so");
        path.Should().NotBeNull();
        ElfVersionRequirements.MarkWeak(File.ReadAllBytes(path!), "GLIBCXX_3.4.32").Should().Be(1);
    }

    [SkippableFact]
    public void A_relaxed_copy_loads_from_a_folder_of_its_own()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux needs a copy");
        TorchRuntime.EnsureLoaded();
        var folder = Directory.CreateTempSubdirectory("relaxed-");
        try
        {
            var library = NativeSearchFolders.Find(NativeSearchFolders.All(), "libLibTorchSharp.so")!;
            LinuxTorchLoader.LoadRelaxed(library, "GLIBCXX_3.4.32", [folder.FullName]).Should().NotBe(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Without_a_backend_package_the_message_says_which_to_add()
    {
        var empty = Directory.CreateTempSubdirectory("no-torch-");
        try
        {
            var act = () => LinuxTorchLoader.Load([empty.FullName], []);
            act.Should().Throw<TorchUnavailableException>().WithMessage($"*{empty.FullName}*TorchSharp-cpu*");
        }
        finally
        {
            empty.Delete();
        }
    }
}

using InferenceScaling.TorchSharp.Native;

namespace InferenceScaling.TorchSharp.Tests.Native;

public sealed class TorchExportsTests
{
    [Fact]
    public void The_product_of_bytes_is_found() => Int8Product.Exists().Should().BeTrue();

    [Fact]
    public void What_libtorch_has_not_is_not_found() => TorchExports.Contains("_ZN2at4_ops12_int_mm_gone4callERKNS_6TensorES4_").Should().BeFalse();
}

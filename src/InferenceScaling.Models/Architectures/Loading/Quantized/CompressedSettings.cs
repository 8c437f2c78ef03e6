using System.Collections.Immutable;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>What config.json says about matrices that the compressed-tensors project wrote.</summary>
internal sealed class CompressedSettings
{
    private readonly ModuleTargets _ignored;
    private readonly ImmutableArray<(ModuleTargets Targets, CompressedScheme Scheme)> _groups;

    private CompressedSettings(ModuleTargets ignored, ImmutableArray<(ModuleTargets Targets, CompressedScheme Scheme)> groups) => (_ignored, _groups) = (ignored, groups);

    /// <summary>Reads <c>quantization_config</c>.</summary>
    /// <exception cref="Checkpoints.CheckpointFormatException">A setting is senseless, or of a format that is not read.</exception>
    public static CompressedSettings Read(ConfigReader config)
    {
        if (config.Text("quantization_status", "compressed") != "compressed")
            throw config.Unsupported("quantization_status", "compressed");
        if (config.Section("sparsity_config") is { } sparsity && sparsity.Text("format", "dense") != "dense")
            throw sparsity.Unsupported("format", "dense");
        if (config.MemberCount("transform_config") is > 0)
            throw config.Unsupported("transform_config", "null: no rotation that runs with the model");
        var groups = ImmutableArray.CreateBuilder<(ModuleTargets Targets, CompressedScheme Scheme)>();
        foreach (var (_, group) in config.Sections("config_groups"))
            groups.Add((new(group, "targets"), ReadScheme(config, group)));
        return groups.Count > 0 ? new(new(config, "ignore"), groups.ToImmutable()) : throw config.Contradiction("'quantization_config.config_groups' names no group; expected at least one, with 'targets' and 'weights'.");
    }

    /// <summary>How a module's matrix is kept, or null where no group means it. A name counts more than a class.</summary>
    public CompressedScheme? Find(string module)
    {
        if (_ignored.Names(module))
            return null;
        foreach (var (targets, scheme) in _groups)
        {
            if (targets.Names(module))
                return scheme;
        }

        foreach (var (targets, scheme) in _groups)
        {
            if (targets.MeansClassOf(module))
                return scheme;
        }

        return null;
    }

    private static CompressedScheme ReadScheme(ConfigReader config, ConfigReader group)
    {
        var source = group.Has("format") ? group : config;
        var format = source.Text("format", "int-quantized");
        if (format is not ("int-quantized" or "naive-quantized" or "pack-quantized"))
            throw source.Unsupported("format", "int-quantized and pack-quantized");
        var isPacked = format == "pack-quantized";
        var weights = group.Section("weights") ?? throw group.Contradiction("a group of 'quantization_config.config_groups' has no 'weights'; expected an object with 'num_bits' and 'strategy'.");
        if (weights.Text("type", "int") != "int")
            throw weights.Unsupported("type", "int");
        var bits = weights.Integer("num_bits", 1, 64, 8);
        if (isPacked ? bits is not (4 or 8) : bits is < 2 or > 8)
            throw weights.Unsupported("num_bits", isPacked ? "4 and 8 in the format pack-quantized" : "2 to 8");
        if (group.Has("output_activations"))
            throw group.Unsupported("output_activations", "null");
        var size = weights.Has("group_size") ? weights.Integer("group_size", -1, int.MaxValue) : -1;
        var strategy = weights.Text("strategy", !weights.Has("group_size") ? "tensor" : size < 0 ? "channel" : "group");
        if (strategy is not ("tensor" or "channel" or "group"))
            throw weights.Unsupported("strategy", "tensor, channel and group");
        if (strategy == "group" && size < 1)
            throw weights.Contradiction($"a group has the strategy 'group' and {size} as 'group_size'; expected a number of inputs.");
        var quantization = new QuantizationFormat(bits, strategy == "group" ? size : 0, weights.Boolean("symmetric", true), RoundsActivations(group));
        return new(quantization, isPacked, strategy == "tensor");
    }

    private static bool RoundsActivations(ConfigReader group)
    {
        if (group.Section("input_activations") is not { } activations)
            return false;
        if (activations.Text("type", "int") != "int")
            throw activations.Unsupported("type", "int");
        return activations.Integer("num_bits", 1, 64, 8) == 8 ? true : throw activations.Unsupported("num_bits", "8");
    }
}

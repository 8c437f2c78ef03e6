using System.Collections.Immutable;

namespace InferenceScaling.Budgets;

/// <summary>Joules a token by model, measured before or estimated. Immutable.</summary>
public sealed class EnergyTable : EnergySource
{
    private readonly ImmutableDictionary<string, ModelEnergy> _energies;
    private readonly ModelEnergy? _default;

    private EnergyTable(ImmutableDictionary<string, ModelEnergy> energies, ModelEnergy? @default)
    {
        _energies = energies;
        _default = @default;
    }

    /// <summary>No model is known.</summary>
    public static EnergyTable Empty { get; } = new(ImmutableDictionary.Create<string, ModelEnergy>(StringComparer.Ordinal), null);

    /// <summary>This table with the energy of a model.</summary>
    /// <param name="model">The model's name, as its <see cref="Paths.ModelCosts.Model"/> says it.</param>
    /// <param name="energy">What its tokens take.</param>
    /// <exception cref="ArgumentOutOfRangeException">An energy is no number from 0 to a thousand millions.</exception>
    public EnergyTable With(string model, ModelEnergy energy)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(energy);
        energy.Validate(model);
        return new(_energies.SetItem(model, energy), _default);
    }

    /// <summary>This table with an energy for all models it does not name, and for those that do not say their name.</summary>
    /// <param name="energy">What their tokens take.</param>
    /// <exception cref="ArgumentOutOfRangeException">An energy is no number from 0 to a thousand millions.</exception>
    public EnergyTable WithDefault(ModelEnergy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        energy.Validate("other models");
        return new(_energies, energy);
    }

    /// <inheritdoc/>
    public override ModelEnergy? Find(string? model) => model is not null && _energies.TryGetValue(model, out var energy) ? energy : _default;
}

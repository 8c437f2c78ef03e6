using System.Collections.Immutable;

namespace InferenceScaling.Budgets;

/// <summary>Prices by model. Immutable. The currency is the caller's: all prices and limits of a reasoner are in the same.</summary>
public sealed class PriceTable
{
    private readonly ImmutableDictionary<string, ModelPrice> _prices;
    private readonly ModelPrice? _default;

    private PriceTable(ImmutableDictionary<string, ModelPrice> prices, ModelPrice? @default)
    {
        _prices = prices;
        _default = @default;
    }

    /// <summary>No prices.</summary>
    public static PriceTable Empty { get; } = new(ImmutableDictionary.Create<string, ModelPrice>(StringComparer.Ordinal), null);

    /// <summary>This table with the price of a model.</summary>
    /// <param name="model">The model's name, as its <see cref="Paths.ModelCosts.Model"/> says it.</param>
    /// <param name="price">Its price.</param>
    /// <exception cref="ArgumentOutOfRangeException">A price is below 0 or above a thousand millions.</exception>
    public PriceTable With(string model, ModelPrice price)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(price);
        price.Validate(model);
        return new(_prices.SetItem(model, price), _default);
    }

    /// <summary>This table with a price for all models it does not name, and for those that do not say their name.</summary>
    /// <param name="price">The price.</param>
    /// <exception cref="ArgumentOutOfRangeException">A price is below 0 or above a thousand millions.</exception>
    public PriceTable WithDefault(ModelPrice price)
    {
        ArgumentNullException.ThrowIfNull(price);
        price.Validate("other models");
        return new(_prices, price);
    }

    /// <summary>The price of a model; null if the table does not know it.</summary>
    /// <param name="model">The model's name; null if it does not say it.</param>
    public ModelPrice? Find(string? model) => model is not null && _prices.TryGetValue(model, out var price) ? price : _default;
}

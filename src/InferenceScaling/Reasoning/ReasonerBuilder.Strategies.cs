using System.Diagnostics.CodeAnalysis;
using InferenceScaling.Durability;
using InferenceScaling.Search;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InferenceScaling.Reasoning;

public sealed partial class ReasonerBuilder
{
    /// <summary>Sets the strategy. Without one, the reasoner uses self-consistency of 16 paths.</summary>
    /// <param name="strategy">The strategy, such as your own.</param>
    public ReasonerBuilder Use(SearchStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        _strategy = _ => strategy;
        _strategyOptions = static _ => [];
        return this;
    }

    /// <summary>Sets a strategy made from options, which are validated now. The base of every <c>UseX</c>.</summary>
    /// <typeparam name="TOptions">The strategy's options.</typeparam>
    /// <param name="create">Makes the strategy from valid options.</param>
    /// <param name="validator">Checks the options.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public ReasonerBuilder Use<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(Func<TOptions, SearchStrategy> create, IValidateOptions<TOptions> validator, Action<TOptions>? configure)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(validator);
        var options = new TOptions();
        configure?.Invoke(options);
        var verdict = validator.Validate(Options.DefaultName, options);
        if (verdict.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), verdict.Failures);
        Use(create(options));
        _strategyOptions = _ => SettingsDescription.Of(options);
        return this;
    }

    /// <summary>Sets a strategy made from options by name; a container built from the same services validates them at start. The base of every <c>UseX</c> that binds to configuration.</summary>
    /// <typeparam name="TOptions">The strategy's options.</typeparam>
    /// <param name="create">Makes the strategy from valid options.</param>
    /// <param name="validator">Checks the options.</param>
    /// <param name="optionsName">The name under which the options are configured.</param>
    public ReasonerBuilder Use<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        Func<TOptions, SearchStrategy> create, IValidateOptions<TOptions> validator, string optionsName)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(validator);
        ArgumentNullException.ThrowIfNull(optionsName);
        if (_services is not null)
        {
            _services.TryAddEnumerable(ServiceDescriptor.Singleton(validator));
            _services.AddOptions<TOptions>(optionsName).ValidateOnStart();
        }

        _strategy = services =>
        {
            if (services.GetService<IOptionsMonitor<TOptions>>() is not { } monitor)
                throw new InvalidOperationException($"Options '{optionsName}' of {typeof(TOptions).Name} come from a container, but there is none: build the reasoner through services.AddReasoner(…), or set the options in code.");
            return create(monitor.Get(optionsName));
        };
        _strategyOptions = services => services.GetService<IOptionsMonitor<TOptions>>() is { } monitor ? SettingsDescription.Of(monitor.Get(optionsName)) : [];
        return this;
    }

    /// <summary>Wraps the reasoner in a middleware.</summary>
    /// <param name="middleware">Makes the outer reasoner from the inner one.</param>
    public ReasonerBuilder Use(Func<IReasoner, IReasoner> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use((inner, _) => middleware(inner));
    }

    /// <summary>Wraps the reasoner in a middleware.</summary>
    /// <param name="middleware">Makes the outer reasoner from the inner one and the container's services.</param>
    public ReasonerBuilder Use(Func<IReasoner, IServiceProvider, IReasoner> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _middleware.Add(middleware);
        return this;
    }
}

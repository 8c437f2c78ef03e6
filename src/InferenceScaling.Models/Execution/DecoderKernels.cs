using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Execution;

/// <summary>The arithmetic a <see cref="ForwardPass{T}"/> is made of, for one kind of memory: managed SIMD kernels, libtorch on a CPU or a GPU. Owns the weights it makes layers from.</summary>
/// <typeparam name="T">What holds activations: fp32, [rows, width]. Whoever gets one disposes it.</typeparam>
internal abstract class DecoderKernels<T> : IDisposable
    where T : class, IDisposable
{
    /// <summary>Tokens a key-value page holds.</summary>
    public abstract int PageSize { get; }

    /// <summary>Key-value storage of one page over all layers, in bytes.</summary>
    public abstract long BytesPerPage { get; }

    /// <summary>Whether the last layer is to see all rows, also those that nobody reads the outputs of.</summary>
    public virtual bool WantsAllRows => false;

    /// <summary>A matrix; several become one, below each other.</summary>
    /// <param name="weights">Where to read.</param>
    /// <param name="names">Canonical names without suffix. Either all or none have biases.</param>
    public abstract LinearLayer<T> Linear(IDecoderWeights weights, params ReadOnlySpan<string> names);

    /// <summary>A norm over the residual stream.</summary>
    public abstract NormLayer<T> Norm(IDecoderWeights weights, string name);

    /// <summary>A table of embeddings.</summary>
    public abstract EmbeddingTable<T> Embedding(IDecoderWeights weights, string name);

    /// <summary>Reads what attention needs: query and key norms.</summary>
    public abstract void LoadAttention(IDecoderWeights weights);

    /// <summary>Makes room for pages 0 to <paramref name="pages"/> − 1, keeping what earlier ones hold.</summary>
    public abstract void Reserve(int pages);

    /// <summary>Begins a pass; dispose the result to end it.</summary>
    public abstract IDisposable Begin(DecoderBatch batch);

    /// <summary>Norms, rotates and stores queries, keys and values of [rows, queries + keys + values], and attends.</summary>
    /// <returns>[rows, queries].</returns>
    public abstract T Attend(int layer, T projected);

    /// <summary>Applies a function to each element; gated: to the left half, times the right half.</summary>
    public abstract T Activate(T input, Activation activation, bool gated);

    /// <summary>A product with normed rows; null: with the rows.</summary>
    public virtual T Apply(NormLayer<T>? norm, LinearLayer<T> linear, T input)
    {
        using var normed = norm?.Apply(input);
        return linear.Apply(normed ?? input);
    }

    /// <summary>A product with activated rows.</summary>
    public virtual T Apply(Activation activation, bool gated, LinearLayer<T> linear, T input)
    {
        using var active = Activate(input, activation, gated);
        return linear.Apply(active);
    }

    /// <summary>Adds a product, times a factor, to other rows: target += linear(input) · scale.</summary>
    public virtual void AddProduct(T target, LinearLayer<T> linear, T input, double scale)
    {
        using var product = linear.Apply(input);
        Add(target, product, scale);
    }

    /// <summary>Adds a product with activated rows, times a factor, to other rows.</summary>
    public virtual void AddProduct(T target, Activation activation, bool gated, LinearLayer<T> linear, T input, double scale)
    {
        using var product = Apply(activation, gated, linear, input);
        Add(target, product, scale);
    }

    /// <summary>target += source · scale.</summary>
    public abstract void Add(T target, T source, double scale);

    /// <summary>target *= scale.</summary>
    public abstract void Scale(T target, double scale);

    /// <summary>Copies rows.</summary>
    public abstract T SelectRows(T source, ReadOnlySpan<int> rows);

    /// <summary>target[rows[i]] += source[i] · scales[i].</summary>
    public abstract void AddRows(T target, T source, ReadOnlySpan<int> rows, ReadOnlySpan<float> scales);

    /// <summary>A buffer of zeros.</summary>
    public abstract T Zeros(int rows, int width);

    /// <summary>A product whose results go to managed memory.</summary>
    public virtual void Apply(LinearLayer<T> linear, T input, Span<float> destination)
    {
        using var result = linear.Apply(input);
        CopyTo(result, destination);
    }

    /// <summary>Copies everything to managed memory.</summary>
    public abstract void CopyTo(T source, Span<float> destination);

    public abstract void Dispose();
}

namespace InferenceScaling.Models.Architectures;

/// <summary>Where the norms of a layer sit.</summary>
public enum NormPlacement
{
    /// <summary>Before attention and before feed-forward.</summary>
    Before,

    /// <summary>After each, before it joins the residual stream (OLMo 2).</summary>
    After,

    /// <summary>Before and after each (Gemma 2 and 3).</summary>
    Both,
}

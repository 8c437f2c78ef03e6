namespace InferenceScaling.Diagnostics;

/// <summary>The style of the HTML page.</summary>
internal static class HtmlStyle
{
    public const string Text = """
        :root { color-scheme: light dark; }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30em; overflow: auto; margin: .3em 0 .6em 1.2em; }
        pre.question { margin: 0; font: inherit; opacity: .8; }
        h1 { margin: .3em 0; overflow-wrap: anywhere; }
        table { border-collapse: collapse; }
        th, td { text-align: left; padding: .15em .9em .15em 0; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
        details { border-left: 3px solid #8884; padding-left: .5em; }
        details.chosen { border-left-color: #2a7; }
        tr.chosen td, details.chosen > summary { font-weight: 600; }
        summary { cursor: pointer; overflow-wrap: anywhere; }
        small { opacity: .7; font-weight: 400; }
        .failure { color: #c33; }
        .bar { display: inline-block; width: 4em; height: .6em; background: #8883; }
        .bar > span { display: block; height: 100%; background: #2a7; }

        """;
}

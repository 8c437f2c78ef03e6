namespace InferenceScaling.Training.Data;

/// <summary>Puts texts into rows of one length: longest first, each into the first row that has room (first-fit decreasing).</summary>
internal static class SequencePacking
{
    public static List<TrainingBatch> Pack(IReadOnlyList<TrainingSequence> texts, BatchSettings settings)
    {
        var rows = new List<List<TrainingSequence>>();
        var room = new List<int>();
        foreach (var text in texts.OrderByDescending(text => text.Tokens.Length))
        {
            var row = room.FindIndex(free => free >= text.Tokens.Length);
            if (row < 0)
            {
                row = rows.Count;
                rows.Add([]);
                room.Add(settings.LongestSequence);
            }

            rows[row].Add(text);
            room[row] -= text.Tokens.Length;
        }

        var height = Math.Max(1, settings.TokensPerBatch / settings.LongestSequence);
        return [.. rows.Chunk(height).Select(chunk => TrainingBatch.Of(chunk))];
    }
}

namespace InferenceScaling.Durability;

/// <summary>What an entry of a journal says. The numbers are part of the format.</summary>
public enum JournalEntryKind
{
    /// <summary>A request began: its prompt, seed and settings.</summary>
    Begun = 1,

    /// <summary>A generator made a step.</summary>
    Step = 2,

    /// <summary>A verifier scored a path.</summary>
    Scores = 3,

    /// <summary>The search of a request ended by itself.</summary>
    Ended = 4,

    /// <summary>A model read a prompt for its hidden state. Journals of version 2.</summary>
    State = 5,
}

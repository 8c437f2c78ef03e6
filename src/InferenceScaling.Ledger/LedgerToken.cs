namespace InferenceScaling.Ledger;

/// <summary>Ids of the words of <see cref="LedgerVocabulary"/> that have a part in the grammar.</summary>
internal static class LedgerToken
{
    public const int Padding = 0;
    public const int EndOfText = 1;
    public const int Unknown = 2;
    public const int Zero = 5;
    public const int LineEnd = 15;
    public const int Plus = 18;
    public const int Minus = 19;
    public const int Times = 20;
    public const int Over = 21;
    public const int EqualSign = 22;
    public const int Has = 23;
    public const int Answer = 39;
    public const int FirstStep = 40;
    public const int Steps = 20;
    public const int FirstName = 60;
    public const int Names = 24;
    public const int FirstItem = 84;
    public const int Items = 10;
    public const int FirstSpareName = 94;
    public const int SpareNames = 8;
    public const int FirstSpareItem = 102;
    public const int SpareItems = 4;
    public const int Count = 106;

    public static bool IsDigit(int token) => token is >= Zero and < Zero + 10;

    public static bool IsName(int token) => token is (>= FirstName and < FirstName + Names) or (>= FirstSpareName and < FirstSpareName + SpareNames);

    public static bool IsOperator(int token) => token is >= Plus and <= Over;
}

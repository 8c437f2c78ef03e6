using InferenceScaling.Durability;
using Microsoft.Data.Sqlite;

namespace InferenceScaling.Sqlite;

/// <summary>The database of a journal: how it is opened, what it must be, and what its errors mean.</summary>
internal static class JournalDatabase
{
    // "ISJL", so that tools and this library know the file for what it is.
    private const int ApplicationId = 0x49534A4C;
    private const int Version = 2;
    private const int Busy = 5;
    private const int Corrupt = 11;
    private const int NoDatabase = 26;

    public static SqliteConnection Connect(string path) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, DefaultTimeout = 30 }.ConnectionString);

    /// <summary>Makes the table of an empty database, and refuses one of something else.</summary>
    public static void Prepare(SqliteConnection connection, string path)
    {
        var (application, version) = (Number(connection, "PRAGMA application_id"), Number(connection, "PRAGMA user_version"));
        if (application != ApplicationId && Number(connection, "SELECT count(*) FROM sqlite_schema") > 0)
            throw new JournalFormatException($"{path} is the database of something else (application id {application}); a journal has a file of its own. It was left as it is.");
        if (version > Version)
            throw new JournalFormatException($"{path} is a journal of version {version}; this library reads 1 to {Version}.");

        // A commit is on the disk before it is used, also when the machine loses power: FULL flushes the log at every commit.
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "PRAGMA synchronous = FULL");
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(connection, JournalTable.Definition);
        Run(connection, $"PRAGMA application_id = {ApplicationId}");
        Run(connection, $"PRAGMA user_version = {Version}");
        transaction.Commit();
    }

    public static void Use(string path, Action action)
    {
        try
        {
            action();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Corrupt or NoDatabase)
        {
            throw new JournalFormatException($"{path} is damaged or no database: {exception.Message} Restore the file from a copy, or begin a new one.", exception);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Busy)
        {
            throw new JournalInUseException($"{path} is locked: another process has written to it for longer than 30 seconds.", exception);
        }
        catch (SqliteException exception)
        {
            throw new JournalException($"The journal {path} cannot be used: {exception.Message}", exception);
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}

using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using InferenceScaling.Durability;
using Microsoft.Data.Sqlite;

namespace InferenceScaling.Sqlite;

/// <summary>The one table of a journal: a row an entry, with a checksum (CRC-32C), since SQLite has none of its own.</summary>
internal static class JournalTable
{
    public const string Definition = """
        CREATE TABLE IF NOT EXISTS journal (
            id INTEGER PRIMARY KEY,
            request TEXT NOT NULL,
            kind INTEGER NOT NULL,
            key BLOB NOT NULL,
            source TEXT NOT NULL,
            data BLOB NOT NULL,
            checksum INTEGER NOT NULL,
            UNIQUE (request, kind, key, source))
        """;

    private const int PageRows = 256;

    public static void Insert(SqliteConnection connection, IReadOnlyList<JournalEntry> entries)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO journal (request, kind, key, source, data, checksum) VALUES ($request, $kind, $key, $source, $data, $checksum) ON CONFLICT DO NOTHING";
        var (request, kind, key) = (command.Parameters.Add("$request", SqliteType.Text), command.Parameters.Add("$kind", SqliteType.Integer), command.Parameters.Add("$key", SqliteType.Blob));
        var (source, data, checksum) = (command.Parameters.Add("$source", SqliteType.Text), command.Parameters.Add("$data", SqliteType.Blob), command.Parameters.Add("$checksum", SqliteType.Integer));
        foreach (var entry in entries)
        {
            request.Value = entry.RequestId;
            kind.Value = (int)entry.Kind;
            key.Value = BytesOf(entry.Key);
            source.Value = entry.Source;
            data.Value = entry.Data.ToArray();
            checksum.Value = (long)ChecksumOf(entry);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Reads the next entries.</summary>
    /// <returns>The id of the last one.</returns>
    public static long ReadPage(SqliteConnection connection, string path, string? requestId, long after, List<JournalEntry> page)
    {
        using var query = connection.CreateCommand();
        query.CommandText = $"SELECT id, request, kind, key, source, data, checksum FROM journal WHERE id > $after {(requestId is null ? "" : "AND request = $request ")}ORDER BY id LIMIT {PageRows}";
        query.Parameters.AddWithValue("$after", after);
        if (requestId is not null)
            query.Parameters.AddWithValue("$request", requestId);
        using var rows = query.ExecuteReader();
        while (rows.Read())
        {
            after = rows.GetInt64(0);
            page.Add(Read(rows, $"{path}, row {after}"));
        }

        return after;
    }

    public static void Remove(SqliteConnection connection, string requestId)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM journal WHERE request = $request";
        command.Parameters.AddWithValue("$request", requestId);
        command.ExecuteNonQuery();
    }

    private static JournalEntry Read(SqliteDataReader row, string name)
    {
        if (row.GetFieldValue<byte[]>(3) is not { Length: 16 } key)
            throw new JournalFormatException($"{name} is damaged: its key does not have 16 bytes.");
        var entry = new JournalEntry(row.GetString(1), (JournalEntryKind)row.GetInt32(2), BinaryPrimitives.ReadUInt128BigEndian(key), row.GetString(4), row.GetFieldValue<byte[]>(5));
        if (row.GetInt64(6) != ChecksumOf(entry))
            throw new JournalFormatException($"{name} is damaged: its checksum is {row.GetInt64(6):x8} and should be {ChecksumOf(entry):x8}. Restore the database from a copy, or remove the request.");
        if (!Enum.IsDefined(entry.Kind))
            throw new JournalFormatException($"{name}: an entry of the unknown kind {(int)entry.Kind}.");
        return entry;
    }

    private static byte[] BytesOf(UInt128 key)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return bytes;
    }

    private static uint ChecksumOf(JournalEntry entry)
    {
        var crc = Add(uint.MaxValue, Encoding.UTF8.GetBytes(entry.RequestId));
        crc = BitOperations.Crc32C(crc, (uint)entry.Kind);
        crc = Add(crc, BytesOf(entry.Key));
        crc = Add(crc, Encoding.UTF8.GetBytes(entry.Source));
        return ~Add(crc, entry.Data.Span);
    }

    // Lengths first, so that bytes do not wander from one column to the next.
    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = BitOperations.Crc32C(crc, (uint)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}

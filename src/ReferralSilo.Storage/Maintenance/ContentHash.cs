using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>
/// SHA-256 over logical rows in order. Each value is hashed as its kind, its length where needed, and its bytes.
/// Different lists of rows never give the same bytes, and the same rows give the same bytes on both engines.
/// </summary>
public sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    public void Add(object?[] row)
    {
        Rows++;
        Number((byte)'r', row.Length);
        foreach (var value in row) Add(value);
    }

    /// <summary>Passes the rows on and adds each to the hash.</summary>
    public IEnumerable<object?[]> Through(IEnumerable<object?[]> rows)
    {
        foreach (var row in rows)
        {
            Add(row);
            yield return row;
        }
    }

    public TableContent End(string name) => new(name, Rows, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    public void Dispose() => _hash.Dispose();

    private void Add(object? value)
    {
        switch (value)
        {
            case null:
                _hash.AppendData("0"u8);
                break;
            case long number:
                Number((byte)'n', number);
                break;
            case double number:
                Number((byte)'d', BitConverter.DoubleToInt64Bits(number));
                break;
            case string text:
                Bytes((byte)'t', Encoding.UTF8.GetBytes(text));
                break;
            case byte[] bytes:
                Bytes((byte)'b', bytes);
                break;
            case long[] numbers:
                Number((byte)'l', numbers.Length);
                foreach (var number in numbers) Number((byte)'n', number);
                break;
            default:
                throw new ArgumentException($"A logical row holds no {value.GetType().Name}.", nameof(value));
        }
    }

    private void Bytes(byte kind, byte[] bytes)
    {
        Number(kind, bytes.Length);
        _hash.AppendData(bytes);
    }

    private void Number(byte kind, long number)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], number);
        _hash.AppendData(bytes);
    }
}

/// <summary>Number of rows of a table and the hash of their content.</summary>
public sealed record TableContent(string Name, long Rows, string Hash);

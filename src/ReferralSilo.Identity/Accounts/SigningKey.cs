using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// The key that signs bearer tokens (ES256). The first start creates it; all processes share it through
/// the accounts database, where the data protection keys protect it. ES256 signs several times faster than
/// RSA and makes shorter tokens; the cost of verification does not matter because results are cached.
/// </summary>
public sealed class SigningKey
{
    private const string Name = "token-signing";

    private ECDsaSecurityKey? _key;

    /// <summary>The key. Throws before <see cref="AccountsDatabase.Prepare"/> has run.</summary>
    public ECDsaSecurityKey Key =>
        _key ?? throw new InvalidOperationException("The accounts database is not prepared yet.");

    internal async Task Load(DbConnection connection, IDataProtectionProvider protection, CancellationToken ct)
    {
        var protector = protection.CreateProtector("ReferralSilo.TokenSigning");
        var key = ECDsa.Create();
        if (await Stored(connection, ct) is { } stored)
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(protector.Unprotect(stored)), out _);
        }
        else
        {
            key.GenerateKey(ECCurve.NamedCurves.nistP256);
            await Store(connection, protector.Protect(Convert.ToBase64String(key.ExportPkcs8PrivateKey())), ct);
        }

        _key = new ECDsaSecurityKey(key) { KeyId =
            Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()), 0, 8) };
    }

    private static async Task<string?> Stored(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT "Content" FROM {Table(connection)} WHERE "Name" = '{Name}'""";
        return await command.ExecuteScalarAsync(ct) as string;
    }

    private static async Task Store(DbConnection connection, string content, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"""INSERT INTO {Table(connection)} ("Name", "Content") VALUES ('{Name}', @content)""";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@content", content);
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Table(DbConnection connection) =>
        connection is Npgsql.NpgsqlConnection ? "accounts.\"Keys\"" : "\"Keys\"";
}

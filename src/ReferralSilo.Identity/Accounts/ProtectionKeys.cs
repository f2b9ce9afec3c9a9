using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Stores data protection keys in the accounts schema, so that every process of a cluster can read the
/// cookies of every other. Synchronous because the interface is; called at start and then about once a day.
/// </summary>
internal sealed class ProtectionKeys(IOptions<AccountsOptions> options) : IXmlRepository
{
    internal const string Prefix = "protection:";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = new NpgsqlConnection(AccountsConnection.String(options.Value));
        connection.Open();
        using var command =
            new NpgsqlCommand("""SELECT "Content" FROM accounts."Keys" WHERE "Name" LIKE 'protection:%'""", connection);
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
            keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = new NpgsqlConnection(AccountsConnection.String(options.Value));
        connection.Open();
        using var command =
            new NpgsqlCommand("""INSERT INTO accounts."Keys" ("Name", "Content") VALUES (@name, @content)""",
            connection);
        command.Parameters.AddWithValue("name", Prefix + friendlyName);
        command.Parameters.AddWithValue("content", element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}

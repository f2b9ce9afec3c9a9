using Npgsql;

namespace ReferralSilo.Host.Setup;

/// <summary>
/// Checks PostgreSQL connection strings. They contain a password, so error messages never quote them.
/// </summary>
internal static class PostgresText
{
    /// <summary>Returns the error; null when the connection string is valid.</summary>
    /// <param name="text">The connection string.</param>
    /// <param name="name">The setting or option that holds it, for the error message.</param>
    public static string? Wrong(string text, string name)
    {
        try
        {
            return string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host) ? $"{name} names no host."
                : null;
        }
        catch (ArgumentException)
        {
            // The exception message is left out because it may quote the password.
            return $"{name} is not a PostgreSQL connection string, such as "
                + $"\"Host=db;Database=referralsilo;Username=app\".";
        }
    }
}

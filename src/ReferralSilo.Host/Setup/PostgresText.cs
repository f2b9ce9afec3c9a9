using Npgsql;

namespace ReferralSilo.Host.Setup;

/// <summary>A PostgreSQL connection string that somebody wrote. It holds a password: no sentence quotes it.</summary>
internal static class PostgresText
{
    /// <summary>What is wrong with it; null when it can be used.</summary>
    /// <param name="text">The connection string.</param>
    /// <param name="name">Where it was written.</param>
    public static string? Wrong(string text, string name)
    {
        try
        {
            return string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host) ? $"{name} names no host."
                : null;
        }
        catch (ArgumentException)
        {
            // Its message may quote the password.
            return $"{name} is not a PostgreSQL connection string, such as "
                + $"\"Host=db;Database=referralsilo;Username=app\".";
        }
    }
}

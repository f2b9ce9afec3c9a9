using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>The free slots in tables of PostgreSQL with indexes, and the question for the best of them as one prepared
/// statement: what a conventional program would do.</summary>
internal sealed class MatchingSql : IAsyncDisposable
{
    private const string Tables = """
        create table clinician (id text primary key, min_age int not null, max_age int not null,
            spanish boolean not null);
        create table licence (state text, clinician text, primary key (state, clinician));
        create table slot (clinician text, starts bigint, load numeric(4, 1), neighbours int,
            primary key (clinician, starts));
        create index on slot (starts) include (clinician, load, neighbours);
        """;

    private const string Question = """
        select round((35 * power(2, -(s.starts - @now) / 3600.0 / @half))::numeric, 1) + 25
            + case when @clinician = '' or @clinician = c.id then 15 else 0 end
            + s.load
            + round((10 * (0.2 + 0.4 * s.neighbours))::numeric, 1)
            + case when not @spanish or c.spanish then 5 else 0 end as score
        from licence l join clinician c on c.id = l.clinician join slot s on s.clinician = c.id
        where l.state = @state and @age between c.min_age and c.max_age and (not @interpreter or c.spanish)
            and s.starts >= @now
        order by score desc, s.starts, c.id limit @limit
        """;

    private readonly NpgsqlDataSource _source;
    private NpgsqlConnection _connection = null!;
    private NpgsqlCommand _command = null!;

    private MatchingSql(NpgsqlDataSource source) => _source = source;

    public static async Task<MatchingSql> Fill(MatchingWorld world, CapacityIndex capacity)
    {
        var sql = new MatchingSql(NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase()));
        sql._connection = await sql._source.OpenConnectionAsync();
        await sql.Execute(Tables);
        foreach (var profile in world.Schedules.Select(s => s.Profile))
        {
            await using var insert = new NpgsqlCommand("insert into clinician values ($1, $2, $3, $4)", sql._connection)
            {
                Parameters =
                {
                    new() { Value = profile.Id.Value }, new() { Value = profile.MinAge ?? 0 },
                    new() { Value = profile.MaxAge ?? 200 }, new() { Value = profile.Languages.Contains("es") },
                },
            };
            await insert.ExecuteNonQueryAsync();
            foreach (var state in profile.LicensedStates)
                await sql.Execute($"insert into licence values ('{state}', '{profile.Id.Value}')");
        }

        await using (var copy = await sql._connection.BeginBinaryImportAsync(
            "copy slot (clinician, starts, load, neighbours) from stdin (format binary)"))
        {
            foreach (var clinician in capacity.Clinicians)
            {
                foreach (var free in clinician.Free)
                {
                    await copy.StartRowAsync();
                    await copy.WriteAsync(clinician.Profile.Id.Value, NpgsqlDbType.Text);
                    await copy.WriteAsync(free.Slot.Start.ToUnixTimeSeconds(), NpgsqlDbType.Bigint);
                    // PostgreSQL rounds halves in another way.
                    await copy.WriteAsync((decimal)Math.Round(10.0 * free.Open / Math.Max(1, free.Open + free.Busy), 1),
                        NpgsqlDbType.Numeric);
                    await copy.WriteAsync(free.Neighbours, NpgsqlDbType.Integer);
                }
            }

            await copy.CompleteAsync();
        }

        await sql.Execute("analyze");
        sql._command = new NpgsqlCommand(Question, sql._connection);
        return sql;
    }

    public async Task<List<double>> BestScores(MatchNeed need, Instant now, int limit)
    {
        var parameters = _command.Parameters;
        parameters.Clear();
        parameters.AddWithValue("now", now.ToUnixTimeSeconds());
        parameters.AddWithValue("half", MatchWeights.HalfLife(need.Priority).TotalHours);
        parameters.AddWithValue("clinician", need.PreferredClinician?.Value ?? "");
        parameters.AddWithValue("spanish", need.Language == "es");
        parameters.AddWithValue("interpreter", need.Must.Languages is not null);
        parameters.AddWithValue("state", need.Must.State!);
        parameters.AddWithValue("age", Period.Between(need.Must.BirthDate!.Value, now.InUtc().Date,
            PeriodUnits.Years).Years);
        parameters.AddWithValue("limit", limit);
        await _command.PrepareAsync();
        await using var rows = await _command.ExecuteReaderAsync();
        var scores = new List<double>(limit);
        while (await rows.ReadAsync()) scores.Add((double)rows.GetDecimal(0));
        return scores;
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task Execute(string text)
    {
        await using var command = new NpgsqlCommand(text, _connection);
        await command.ExecuteNonQueryAsync();
    }
}

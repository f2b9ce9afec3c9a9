using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Storage;
using ReferralSilo.Api.Access;

namespace ReferralSilo.Host.Screens;

/// <summary>Names for ids, cached for all screens of this process and reloaded after <see cref="Kept"/>.</summary>
public sealed partial class PeopleDirectory(
    IDbContextFactory<AccountsDb> accounts, ILedger ledger, ScheduleMapper schedules, SourceCatalog sources,
        TimeProvider time, ILogger<PeopleDirectory> logger)
{
    /// <summary>Maximum age of the cache: a screen that opens may miss newer names for this time.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private const int PageRows = 200;
    private readonly SemaphoreSlim _one = new(1);
    private People _known = People.None;
    private long? _readAt;

    /// <summary>Makes the next screen read the names again: one of them has changed.</summary>
    public void Forget() => _readAt = null;

    public async Task<People> All(CancellationToken ct)
    {
        if (_readAt is { } at && time.GetElapsedTime(at) < Kept) return _known;
        await _one.WaitAsync(ct);
        try
        {
            if (_readAt is { } since && time.GetElapsedTime(since) < Kept) return _known;
            _known = new People(await Staff(ct), await Clinicians(ct), (await sources.All())
                .ToDictionary(s => s.State.Id.Value, s => s.State.Name));
            _readAt = time.GetTimestamp();
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException or LedgerUnavailableException
            or NewerFormException)
        {
            // A screen works without current names; the next screen that opens retries.
            LogUnread(e);
        }
        finally
        {
            _one.Release();
        }
        return _known;
    }

    private async Task<Dictionary<string, string>> Staff(CancellationToken ct)
    {
        await using var db = await accounts.CreateDbContextAsync(ct);
        var staff = await db.Users.Select(u => new { Id = u.UserName!, Name = u.DisplayName }).ToListAsync(ct);
        var clients =
            await db.Clients.Select(c => new { Id = Caller.ClientPrefix + c.ClientId, Name = c.DisplayName ?? "" })
            .ToListAsync(ct);
        return staff.Concat(clients).Where(p => p.Name.Length > 0)
            .ToDictionary(p => p.Id, p => p.Name, StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, string>> Clinicians(CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await ledger.List(ScheduleMapper.StreamKind, PageRows, cursor, ct);
            foreach (var row in page.Items)
                if (NameOf(row) is { } name) names[row.Stream.Id] = name;
            cursor = page.Next;
        }
        while (cursor is not null);
        return names;
    }

    /// <summary>Null when the schedule cannot be read: a newer program stored it, or it is damaged.</summary>
    private string? NameOf(StoredState row)
    {
        try
        {
            return schedules.Read(row.State.Span).Profile.Name;
        }
        catch (Exception e) when (e is NewerFormException or JsonException)
        {
            LogUnnamed(row.Stream, e.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Names of people could not be read")]
    private partial void LogUnread(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The name of {Clinician} could not be read: {Error}")]
    private partial void LogUnnamed(StreamId clinician, string error);
}

using System.Globalization;
using NodaTime;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>The rows that each board must show for the data stored at one time.</summary>
/// <param name="Referrals">All referrals with their versions.</param>
/// <param name="Schedules">All schedules with their versions.</param>
/// <param name="At">The time; holds that ended before it are over.</param>
internal sealed record StoredRows(
    IReadOnlyList<(Referral State, long Version)> Referrals, IReadOnlyList<(Schedule State, long Version)> Schedules,
    Instant At)
{
    /// <summary>The data stored at a time, by the decision times of the events.</summary>
    public static StoredRows Of(History history, Instant at) => new(
        [.. history.Referrals.Values.Select(l => l.AsOf(at)).OfType<EventStep<Referral, ReferralEvent>>()
            .Select(s => (s.After, s.Stored.Version))],
        [.. history.Schedules.Values.Select(l => l.AsOf(at)).OfType<EventStep<Schedule, ScheduleEvent>>()
            .Select(s => (s.After, s.Stored.Version))], at);

    /// <summary>The rows of a board, by key.</summary>
    public Dictionary<string, RowShown> On(BoardName board) => (board.Kind switch
    {
        "schedule" =>
            Schedules.Where(s => s.State.Clinician.Value == board.Subject)
            .SelectMany(s => ScheduleBoards.Schedule(s.State, At))
            .Select(r => new RowShown(r.Key, 0, Slot(r.Status.WireName(), r.Referral))),
        "wallboard" => Referrals.Select(r => r.State.Case.ServiceLine.Value)
            .Concat(Schedules.SelectMany(s => s.State.Profile.ServiceLines.Select(l => l.Value))).Distinct()
            .Select(Numbers),
        _ => Referrals.Where(r => board.Shows(r.State)).Select(r => new RowShown(r.State.Case.Id.Value, r.Version))
            .Concat(Schedules.Where(s => board.Shows(s.State))
                .Select(s => new RowShown($"clinician:{s.State.Clinician}", s.Version))),
    }).ToDictionary(r => r.Key);

    /// <summary>The values of a slot's row.</summary>
    public static Dictionary<string, string> Slot(string status, string? referral) =>
        referral is null ? new() { ["status"] = status } : new() { ["status"] = status, ["referral"] = referral };

    /// <summary>A line's numbers on the wallboard, without those that change only with the time of day.</summary>
    private RowShown Numbers(string line)
    {
        var entries = Referrals.Where(r => r.State.Case.ServiceLine.Value == line && r.State.IsOpen)
            .Select(r => QueueEntry.From(r.State, r.Version)).ToList();
        var schedules = Schedules.Where(s => s.State.Profile.ServiceLines.Any(l => l.Value == line)).ToList();
        var counts = entries.CountBy(e => e.Stage.WireName()).Append(new("alarms", entries.Count(e => e.Alarm)))
            .Append(new("breached", entries.Count(e => e.Breached)))
            .Append(new("heldSlots", schedules.Sum(s => s.State.LiveHolds(At).Count())))
            .Append(new("clinicians", schedules.Count));
        return new(line, 0, counts.ToDictionary(c => c.Key, c => c.Value.ToString(CultureInfo.InvariantCulture)));
    }
}

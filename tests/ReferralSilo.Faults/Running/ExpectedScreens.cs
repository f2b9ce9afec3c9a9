using System.Text.Json;
using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Running;

/// <summary>The rows that each board must show for the stored data.</summary>
internal static class ExpectedScreens
{
    /// <summary>
    /// The boards of a load: triage, desk and one schedule of each line (named after it), some referrals, and the
    /// wallboard.
    /// </summary>
    public static IReadOnlyList<string> Boards(IReadOnlyList<string> lines, IEnumerable<string> referrals) =>
    [
        .. lines.SelectMany(line => (string[])[$"triage/{line}", $"desk/{line}", $"schedule/{line}-0"]), "wallboard",
        .. referrals.Select(r => $"referral/{r}"),
    ];

    /// <summary>Writes the expected rows; readers of the file see either the old or the new content.</summary>
    public static async Task Write(StoreReader store, IReadOnlyList<string> boards, string file)
    {
        var expected = Of(await store.Bodies(), boards, SystemClock.Instance.GetCurrentInstant());
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(expected));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Writes them every second, because holds end and deadlines fire.</summary>
    public static async Task Keep(StoreReader store, IReadOnlyList<string> boards, string file, CancellationToken over)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!over.IsCancellationRequested && await tick.WaitForNextTickAsync(CancellationToken.None))
            await Write(store, boards, file);
    }

    private static Dictionary<string, List<RowShown>> Of(IReadOnlyList<StateStored> states,
        IReadOnlyList<string> boards, Instant now)
    {
        var stored = new StoredRows(
            [.. states.Where(s => s.Kind == "referral")
                .Select(s => (s.Body!.Value.Deserialize<Referral>(ReferralJson.Options)!, s.Version))],
            [.. states.Where(s => s.Kind == "schedule")
                .Select(s => (s.Body!.Value.Deserialize<Schedule>(ScheduleJson.Options)!, s.Version))], now);
        return boards.ToDictionary(b => b, b => stored.On(BoardName.Parse(b)).Values.ToList());
    }
}

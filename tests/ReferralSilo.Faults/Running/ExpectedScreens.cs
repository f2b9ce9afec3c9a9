using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Running;

/// <summary>What each screen must show, by what is stored: keys and versions of the rows of each board.</summary>
internal static class ExpectedScreens
{
    private static readonly string[] InTriage = ["received", "information-requested"];

    public static Dictionary<string, Dictionary<string, long>> Of(IEnumerable<StateStored> states, IReadOnlyList<string> lines)
    {
        var boards = lines.SelectMany(line => (string[])[$"triage/{line}", $"desk/{line}"]).ToDictionary(b => b, _ => new Dictionary<string, long>());
        foreach (var state in states)
        {
            foreach (var board in On(state, lines)) boards[board][state.Kind == "schedule" ? "clinician:" + state.Id : state.Id] = state.Version;
        }

        return boards;
    }

    /// <summary>Clinicians of the load are named after their line.</summary>
    private static IEnumerable<string> On(StateStored state, IReadOnlyList<string> lines) => state switch
    {
        { Kind: "schedule" } => lines.Where(line => state.Id.StartsWith(line + "-", StringComparison.Ordinal)).Select(line => "desk/" + line),
        { Kind: "referral", Owner: { } owner, Stage: { } stage } when lines.Contains(owner) && stage != "closed" => [(InTriage.Contains(stage) ? "triage/" : "desk/") + owner],
        _ => [],
    };
}

using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Faults.Checks;

/// <summary>A board by its kind (<c>triage</c>, <c>desk</c>, <c>schedule</c>, <c>wallboard</c>, <c>referral</c>) and
/// whose it is.</summary>
/// <param name="Kind">Before the slash.</param>
/// <param name="Of">Service line, clinician or referral; empty for the wallboard.</param>
internal readonly record struct BoardName(string Kind, string Of)
{
    /// <summary>Its rows carry the version of a referral or a schedule; those of the others only say
    /// something.</summary>
    public bool HasVersions => Kind is "triage" or "desk" or "referral";

    public static BoardName Parse(string board) => board.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? new(board[..slash], board[(slash + 1)..])
        : new(board, "");

    /// <summary>Whether a committed referral has a row of its own here.</summary>
    public bool Shows(Referral? state) => state is not null && Kind switch
    {
        "triage" => state.Case.ServiceLine.Value == Of && QueueEntry.From(state, 1).InTriage,
        "desk" => state.Case.ServiceLine.Value == Of && QueueEntry.From(state, 1).OnDesk,
        "referral" => state.Case.Id.Value == Of,
        _ => false,
    };

    /// <summary>Whether a clinician has a row here.</summary>
    public bool Shows(Schedule schedule)
    {
        var line = Of;
        return Kind == "desk" && schedule.Profile.ServiceLines.Any(l => l.Value == line);
    }
}

using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// A board by its kind (<c>triage</c>, <c>desk</c>, <c>schedule</c>, <c>wallboard</c>, <c>referral</c>) and subject.
/// </summary>
/// <param name="Kind">The part before the slash.</param>
/// <param name="Subject">Id of the service line, clinician or referral; empty for the wallboard.</param>
internal readonly record struct BoardName(string Kind, string Subject)
{
    /// <summary>
    /// True if rows carry the version of a referral or schedule; rows of other boards have only values.
    /// </summary>
    public bool HasVersions => Kind is "triage" or "desk" or "referral";

    public static BoardName Parse(string board) => board.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? new(board[..slash], board[(slash + 1)..])
        : new(board, "");

    /// <summary>Whether a committed referral has its own row on this board.</summary>
    public bool Shows(Referral? state) => state is not null && Kind switch
    {
        "triage" => state.Case.ServiceLine.Value == Subject && QueueEntry.From(state, 1).InTriage,
        "desk" => state.Case.ServiceLine.Value == Subject && QueueEntry.From(state, 1).OnDesk,
        "referral" => state.Case.Id.Value == Subject,
        _ => false,
    };

    /// <summary>Whether a clinician has a row on this board.</summary>
    public bool Shows(Schedule schedule)
    {
        var line = Subject;
        return Kind == "desk" && schedule.Profile.ServiceLines.Any(l => l.Value == line);
    }
}

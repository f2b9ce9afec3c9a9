using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Boards;

/// <summary>Converts a referral to its row of <c>source/{id}</c>.</summary>
public static class SourceBoards
{
    /// <summary>The row of a committed state.</summary>
    public static SourceRow Row(Referral state, long version)
    {
        var referral = state.Case;
        return new SourceRow(
            referral.Id.Value, referral.Number, version, state.Stage, referral.Priority,
            referral.Submission.Patient.DisplayName,
            referral.ServiceLine == ServiceLineId.Unassigned ? null : referral.ServiceLine.Value,
            referral.ReceivedAt.ToDateTimeOffset(),
            state is Referral.InformationRequested asked ? new AskedView(asked.Items, asked.Message) : null,
            state.BookedSlot() is { } visit
                ? new SourceVisit(visit.Start.ToDateTimeOffset(), visit.End.ToDateTimeOffset(), visit.VisitType) : null,
            Outcome(state), EndedBecause(state), referral.SourceAcknowledgedAt is not null);
    }

    private static string? Outcome(Referral state) => state switch
    {
        Referral.Completed s => s.Outcome,
        Referral.Closed { ClosedFrom: Stage.Completed } s => s.Outcome,
        _ => null,
    };

    // The reason of "unreachable" is a note of the desk or a code, not an answer to the source.
    private static string? EndedBecause(Referral state) => state switch
    {
        Referral.Ended { EndedAs: not Stage.Unreachable } s => s.Reason,
        Referral.Closed { ClosedFrom: Stage.Declined or Stage.Redirected or Stage.Withdrawn } s => s.Outcome,
        _ => null,
    };
}

using ReferralSilo.Api.Access;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Api.Live;

/// <summary>Finds what a board is about and asks the policy.</summary>
public sealed class BoardAccess(IGrainFactory grains, GrainCalls calls, ReferralService referrals)
{
    /// <summary>Decides whether the caller may watch a known board. What does not exist is out of scope.</summary>
    public async Task<BoardRight> Decide(Caller caller, string board)
    {
        var (kind, id) = Boards.Split(board);
        var anyOf = Boards.PermissionsOf(kind);
        var decision = AccessPolicy.DecideAny(caller, anyOf, AccessObject.None);
        if (!decision.Allowed) return new(decision, []);
        switch (kind)
        {
            case BoardNames.Wallboard:
                return new(decision, []);
            case Boards.Referral:
                return new(await referrals.Decide(id, caller, anyOf), []);
            case Boards.Source:
                return new(AccessPolicy.DecideAny(caller, anyOf, AccessObject.Source(id)), []);
            case Boards.Schedule or Boards.MyDay:
                decision = AccessPolicy.DecideAny(caller, anyOf, AccessObject.Schedule(id, []));
                if (decision.Allowed) return new(decision, []);
                var lines = await LinesOf(id);
                return new(AccessPolicy.DecideAny(caller, anyOf, AccessObject.Schedule(id, lines)), lines);
            default:
                return new(AccessPolicy.DecideAny(caller, anyOf, AccessObject.ServiceLine(id)), []);
        }
    }

    private async Task<IReadOnlyList<string>> LinesOf(string clinician) =>
        Domain.ChosenId.IsValid(clinician)
            && await calls.Read(() => grains.GetGrain<IScheduleGrain>(clinician).Show()) is { } shown
            ? [.. shown.State.Profile.ServiceLines.Select(line => line.Value)] : [];
}

/// <summary>The decision about a board.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Lines">The clinician's service lines, when they were needed for it.</param>
public sealed record BoardRight(AccessDecision Decision, IReadOnlyList<string> Lines);

using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>One action a person may take on a referral.</summary>
/// <param name="Name">The command's public name, as in <c>ReferralView.Actions</c> and the URL.</param>
/// <param name="Label">On the button.</param>
/// <param name="Key">Its key on boards; null when it has none.</param>
/// <param name="Fields">What has to be asked first; empty sends at once.</param>
/// <param name="Build">The order, from the filled fields.</param>
/// <param name="Ends">It ends the referral or takes something away: never the most visible button.</param>
/// <param name="Visit">It says something about the visit: asked about first when the visit is on another day.</param>
/// <param name="Final">Nothing can be done afterwards: always asked about first.</param>
public sealed record ActionSpec(
    string Name, string Label, string? Key, IReadOnlyList<ActionField> Fields,
    Func<IReadOnlyDictionary<string, string>, ReferralCommand> Build, bool Ends = false, bool Visit = false,
        bool Final = false);

/// <param name="Name">Key of its value.</param>
/// <param name="Label">Above it.</param>
/// <param name="Required">Must be filled.</param>
/// <param name="Choices">Value and words to choose from; null for free text.</param>
public sealed record ActionField(string Name, string Label, bool Required = true,
    IReadOnlyList<ActionChoice>? Choices = null);

public sealed record ActionChoice(string Value, string Words);

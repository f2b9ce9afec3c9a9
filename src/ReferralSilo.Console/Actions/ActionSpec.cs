using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>One action a person may take on a referral.</summary>
/// <param name="Name">The command's public name, as in <c>ReferralView.Actions</c> and the URL.</param>
/// <param name="Label">The button's text.</param>
/// <param name="Key">The keyboard key on boards; null when there is none.</param>
/// <param name="Fields">Fields to fill in first; when empty, the command is sent at once.</param>
/// <param name="Build">Builds the command from the filled fields.</param>
/// <param name="Destructive">True when it ends the referral or
/// takes something away; never the most visible button.</param>
/// <param name="ConcernsVisit">True when it states something about the
/// visit; needs a confirmation when the visit is on another day.</param>
/// <param name="Final">True when nothing can be done afterwards; always needs a confirmation.</param>
/// <param name="NeedsOne">True when at least one of the fields must be filled in.</param>
public sealed record ActionSpec(
    string Name, string Label, string? Key, IReadOnlyList<ActionField> Fields,
    Func<IReadOnlyDictionary<string, string>, ReferralCommand> Build,
    bool Destructive = false, bool ConcernsVisit = false, bool Final = false, bool NeedsOne = false);

/// <param name="Name">The key of the value that is passed to <c>Build</c>.</param>
/// <param name="Choices">The values to choose from; null for free text.</param>
/// <param name="Input">Type of the HTML input of a short value; null for a text of several lines.</param>
/// <param name="None">Shown for no choice in an optional field.</param>
public sealed record ActionField(
    string Name, string Label, bool Required = true, IReadOnlyList<ActionChoice>? Choices = null,
    string? Input = null, string None = "—");

public sealed record ActionChoice(string Value, string Words);

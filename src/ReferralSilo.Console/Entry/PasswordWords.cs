using ReferralSilo.Console.Words;

namespace ReferralSilo.Console.Entry;

/// <summary>Why a form with a new password was refused.</summary>
internal static class PasswordWords
{
    public static string Text(string code) => code switch
    {
        "not-repeated" => "The two passwords differ. Type the new one again.",
        "invalid-input" => "A password has at least 12 characters and is not the current one.",
        "sign-in-failed" => "The current password is not right.",
        _ => ProblemWords.Sentence(code) ?? "That did not work. Try again.",
    };
}

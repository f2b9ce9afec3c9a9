using System.ComponentModel.DataAnnotations;

namespace ReferralSilo.Contracts;

/// <summary>How long texts may be, in characters (UTF-16 code units) after trimming and NFC.</summary>
public static class TextLimits
{
    /// <summary>An id, a code word, a time zone, a date, a language.</summary>
    public const int Token = 64;

    /// <summary>A name or another value of one line.</summary>
    public const int ShortText = 200;

    /// <summary>An email address (RFC 5321: a path of 256 without its brackets).</summary>
    public const int Email = 254;

    /// <summary>
    /// What is compared and never kept: only the limit of the body counts, so that every wrong pair gets the same
    /// answer.
    /// </summary>
    public const int Secret = 1_048_576;

    /// <summary>What people write in sentences: notes, reasons, messages.</summary>
    public const int Note = 2_000;
}

/// <summary>
/// The limit of a text. Every text of a command or a setting carries one: the reader of bodies, the rules and the
/// OpenAPI document read it here, and a test finds the text without. Longer is 400 <c>invalid-input</c> by field.
/// </summary>
/// <param name="characters">Most characters.</param>
[AttributeUsage(AttributeTargets.Property)]
public class TextLimitAttribute(int characters) : StringLengthAttribute(characters);

/// <summary><see cref="TextLimits.Token"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TokenAttribute() : TextLimitAttribute(TextLimits.Token);

/// <summary><see cref="TextLimits.ShortText"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShortTextAttribute() : TextLimitAttribute(TextLimits.ShortText);

/// <summary>A free text: <see cref="TextLimits.Note"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoteAttribute() : TextLimitAttribute(TextLimits.Note);

/// <summary>Why something was done: <see cref="TextLimits.Note"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReasonAttribute() : TextLimitAttribute(TextLimits.Note);

/// <summary>The limit of a list, and of each text in it.</summary>
/// <param name="count">Most entries.</param>
/// <param name="characters">Most characters of each entry that is a text; other entries carry limits of their
/// own.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int count, int characters = 0) : MaxLengthAttribute(count)
{
    /// <summary>Most characters of each entry; 0 where entries are no texts.</summary>
    public int Characters { get; } = characters;
}

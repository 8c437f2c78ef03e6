namespace InferenceScaling.Models.Cpu.Emitted;

/// <summary>Registers by their number in instructions. A System V function has to keep <see cref="Rbx"/>, and none of the others.</summary>
internal enum Register
{
    Rax = 0,
    Rcx = 1,
    Rdx = 2,
    Rbx = 3,
    Rsi = 6,
    Rdi = 7,
    R8 = 8,
    R9 = 9,
    R10 = 10,
    R11 = 11,
}

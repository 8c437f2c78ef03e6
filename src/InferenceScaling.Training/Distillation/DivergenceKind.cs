namespace InferenceScaling.Training.Distillation;

/// <summary>How far a student's distribution over the next token is from its teacher's, in nats.</summary>
public enum DivergenceKind
{
    /// <summary>T² · KL(teacher ‖ student): the student gives weight to all that the teacher may say (Hinton et al. 2015). T² keeps gradients as large as at temperature 1.</summary>
    ForwardKl,

    /// <summary>T² · KL(student ‖ teacher): the student keeps to what the teacher says most (Gu et al. 2024). It loses variety, which sampling many paths lives from.</summary>
    ReverseKl,

    /// <summary>
    /// β · KL(teacher ‖ m) + (1 − β) · KL(student ‖ m) with m = β · teacher + (1 − β) · student (Agarwal et al. 2024), without a factor for the temperature. At β = 0 it is
    /// KL(teacher ‖ student), at β = 1 KL(student ‖ teacher). It is not continuous there: near the ends it goes to zero, so choose an end, or a β between 0.05 and 0.95.
    /// </summary>
    JensenShannon,
}
